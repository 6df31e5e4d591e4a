package org.srv6pipes.function;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One declared field among the 32 parameter bits. Begin with {@link #number}, {@link #hex}, {@link
 * #flag} or {@link #choice}:
 *
 * <pre>{@code
 * static final ParameterField LEVEL =
 *     ParameterField.number("level", 0, 5).range(1, 19).standard(3).doc("How hard to try.");
 *
 * long level = LEVEL.of(parameters);
 * }</pre>
 *
 * <p>All bits zero always mean the standard value. Other bits are the value itself where that
 * leaves no doubt (if 0 is out of range or is the standard); else they are the value less the
 * minimum, plus one.
 *
 * @param name how arguments call it: lower-case letters, digits and hyphens
 * @param lowBit the place of its lowest bit; 0 is the last bit of the SID
 * @param width how many bits it has
 * @param kind how people write its values
 * @param min the smallest value
 * @param max the largest value
 * @param standard the value that applies when nothing is said
 * @param choices for {@link Kind#CHOICE} the words, the value of each being its index
 * @param unit what it counts ({@code bytes}, {@code ms}), empty if nothing
 * @param doc one sentence
 */
public record ParameterField(
    String name,
    int lowBit,
    int width,
    Kind kind,
    long min,
    long max,
    long standard,
    List<String> choices,
    String unit,
    String doc) {

  /** How values are written. */
  public enum Kind {
    /** {@code 12}, {@code 64Ki}, {@code 0xC}. */
    NUMBER,
    /** As {@link #NUMBER}, but shown in hexadecimal. */
    HEX,
    /** {@code true} or {@code false}, or the name alone for true. */
    FLAG,
    /** One of some words. */
    CHOICE
  }

  /** Checks that every value has its bits. */
  public ParameterField {
    Objects.requireNonNull(name);
    Objects.requireNonNull(kind);
    Objects.requireNonNull(unit);
    Objects.requireNonNull(doc);
    choices = List.copyOf(choices);
    if (lowBit < 0 || width < 1 || lowBit + width > 32) {
      throw new IllegalArgumentException(
          "Parameter %s: bits %d to %d are not within 0 to 31"
              .formatted(name, lowBit, lowBit + width - 1));
    }
    if (min > standard || standard > max) {
      throw new IllegalArgumentException(
          "Parameter %s: the standard value %d is not within %d to %d"
              .formatted(name, standard, min, max));
    }
    long largestRaw = isPlain(min, standard) ? max : max - min + 1;
    if (largestRaw > Parameters.mask(width)) {
      throw new IllegalArgumentException(
          "Parameter %s: %d bits are too few for %d to %d, and 0 for the standard value"
              .formatted(name, width, min, max));
    }
  }

  /**
   * A number. Its range is what its bits hold, its standard value 0.
   *
   * @param name its name
   * @param lowBit the place of its lowest bit
   * @param width how many bits
   * @return the field
   */
  public static ParameterField number(String name, int lowBit, int width) {
    return ofBits(name, lowBit, width, Kind.NUMBER);
  }

  /**
   * A number that is shown in hexadecimal.
   *
   * @param name its name
   * @param lowBit the place of its lowest bit
   * @param width how many bits
   * @return the field
   */
  public static ParameterField hex(String name, int lowBit, int width) {
    return ofBits(name, lowBit, width, Kind.HEX);
  }

  /**
   * A switch of one bit that is off by default.
   *
   * @param name its name
   * @param bit its place
   * @return the field
   */
  public static ParameterField flag(String name, int bit) {
    return ofBits(name, bit, 1, Kind.FLAG);
  }

  /**
   * One of some words. The first is the standard.
   *
   * @param name its name
   * @param lowBit the place of its lowest bit
   * @param width how many bits
   * @param choices the words; each is encoded as its index
   * @return the field
   */
  public static ParameterField choice(String name, int lowBit, int width, String... choices) {
    return new ParameterField(
        name, lowBit, width, Kind.CHOICE, 0, choices.length - 1L, 0, List.of(choices), "", "");
  }

  private static ParameterField ofBits(String name, int lowBit, int width, Kind kind) {
    return new ParameterField(
        name, lowBit, width, kind, 0, Parameters.mask(width), 0, List.of(), "", "");
  }

  /**
   * With a range. A standard value outside of it becomes the smallest.
   *
   * @param min the smallest value
   * @param max the largest value
   * @return this field with that range
   */
  public ParameterField range(long min, long max) {
    long within = standard < min || standard > max ? min : standard;
    return new ParameterField(name, lowBit, width, kind, min, max, within, choices, unit, doc);
  }

  /**
   * With a standard value.
   *
   * @param standard the value that applies when nothing is said
   * @return this field with that standard
   */
  public ParameterField standard(long standard) {
    return new ParameterField(name, lowBit, width, kind, min, max, standard, choices, unit, doc);
  }

  /**
   * With a unit.
   *
   * @param unit what it counts
   * @return this field with that unit
   */
  public ParameterField unit(String unit) {
    return new ParameterField(name, lowBit, width, kind, min, max, standard, choices, unit, doc);
  }

  /**
   * With a documentation.
   *
   * @param doc one sentence
   * @return this field with it
   */
  public ParameterField doc(String doc) {
    return new ParameterField(name, lowBit, width, kind, min, max, standard, choices, unit, doc);
  }

  /**
   * Reads the field.
   *
   * @param parameters the 32 bits
   * @return its value; may be out of range if the bits were not checked
   */
  public long of(Parameters parameters) {
    long raw = parameters.slice(lowBit, width);
    if (raw == 0) {
      return standard;
    }
    return isPlain(min, standard) ? raw : raw + min - 1;
  }

  /**
   * Reads a {@link Kind#FLAG}.
   *
   * @param parameters the 32 bits
   * @return whether it is on
   */
  public boolean isSet(Parameters parameters) {
    return of(parameters) != 0;
  }

  /**
   * Reads a {@link Kind#CHOICE}.
   *
   * @param parameters the 32 bits
   * @return the word
   */
  public String word(Parameters parameters) {
    return choices.get((int) of(parameters));
  }

  /**
   * Writes the field.
   *
   * @param value a value within range
   * @param parameters the other fields
   * @return the parameters with this field set
   */
  public Parameters with(long value, Parameters parameters) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + ": " + value + " is not " + range());
    }
    long raw = value == standard ? 0 : isPlain(min, standard) ? value : value - min + 1;
    int others = parameters.bits() & ~(int) (Parameters.mask(width) << lowBit);
    return new Parameters(others | (int) (raw << lowBit));
  }

  /**
   * Writes a value as people do.
   *
   * @param value a value within range
   * @return the text that {@link #parse} understands
   */
  public String format(long value) {
    return switch (kind) {
      case NUMBER -> Long.toString(value);
      case HEX -> "0x%X".formatted(value);
      case FLAG -> Boolean.toString(value != 0);
      case CHOICE -> choices.get((int) value);
    };
  }

  /**
   * Says which values there are, for help and messages.
   *
   * @return such as {@code 1 to 19} or {@code one of a, b}
   */
  public String range() {
    return switch (kind) {
      case NUMBER, HEX -> format(min) + " to " + format(max) + (unit.isEmpty() ? "" : " " + unit);
      case FLAG -> "true or false";
      case CHOICE -> "one of " + String.join(", ", choices);
    };
  }

  /** The bits of this field. */
  int mask() {
    return (int) (Parameters.mask(width) << lowBit);
  }

  /** Reads a value as people write it; reports a problem and returns empty if it is none. */
  Optional<Long> parse(String text, Problems problems) {
    Optional<Long> value =
        switch (kind) {
          case NUMBER, HEX -> Quantity.number(text);
          case FLAG -> flagValue(text);
          case CHOICE -> Optional.of((long) choices.indexOf(text)).filter(index -> index >= 0);
        };
    if (value.isEmpty() || value.get() < min || value.get() > max) {
      String hint = kind == Kind.CHOICE ? Suggestion.among(choices, text) : "";
      problems.report(name, "\"%s\" is not %s".formatted(text, range()), hint);
      return Optional.empty();
    }
    return value;
  }

  private static Optional<Long> flagValue(String text) {
    return switch (text) {
      case "true" -> Optional.of(1L);
      case "false" -> Optional.of(0L);
      default -> Optional.empty();
    };
  }

  private static boolean isPlain(long min, long standard) {
    return min > 0 || (min == 0 && standard == 0);
  }
}
