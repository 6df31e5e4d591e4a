package org.srv6pipes.service.config;

import static java.util.stream.Collectors.joining;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of value that need no knowledge of a role. */
public final class ValueTypes {

  private static final Duration LONGEST = Duration.ofDays(36500);

  public static final ValueType<String> STRING =
      ValueType.text("text", "some text", text -> text, text -> text);

  public static final ValueType<Boolean> BOOLEAN = new BooleanType();

  /** Zero or more, such as {@code 30s}. */
  public static final ValueType<Duration> DURATION = duration("", "30s", Duration.ZERO, LONGEST);

  /** Bytes, such as {@code 64KiB}. */
  public static final ValueType<Long> SIZE = size("", "64KiB", 0, Long.MAX_VALUE);

  /** Events in a time, such as {@code 1000/s}. */
  public static final ValueType<Rate> RATE =
      ValueType.text(
          "rate (per " + Units.TIME.names() + ")",
          "1000/s",
          ValueTypes::parseRate,
          ValueTypes::printRate);

  /** Absolute, or relative to the folder of the configuration file. */
  public static final ValueType<Path> PATH =
      new TextType<>(
          "path",
          "plugins",
          (text, place) -> place.folder().resolve(text).normalize(),
          Path::toString);

  /** Text that is never shown. */
  public static final ValueType<Secret> SECRET =
      new TextType<>(
          "secret text",
          "kept to yourself",
          (text, place) -> new Secret(text),
          secret -> Secret.MASK);

  private static final Pattern EVENTS_PER_UNIT =
      Pattern.compile("(\\d{1,15})\\s*/\\s*([A-Za-zµ]+)");

  private ValueTypes() {}

  /** A whole number within bounds, both included. */
  public static ValueType<Integer> integer(int min, int max) {
    return new IntegerType(min, max);
  }

  /** A duration within bounds, both included. */
  public static ValueType<Duration> duration(Duration min, Duration max) {
    return duration(
        " from " + printDuration(min) + " to " + printDuration(max), printDuration(min), min, max);
  }

  /** A number of bytes within bounds, both included. */
  public static ValueType<Long> size(long min, long max) {
    return size(
        " from " + Units.SIZE.print(min) + " to " + Units.SIZE.print(max),
        Units.SIZE.print(min),
        min,
        max);
  }

  /** One of an enum's constants, in lower case and with hyphens. */
  public static <E extends Enum<E>> ValueType<E> oneOf(Class<E> choices) {
    List<E> constants = Arrays.asList(choices.getEnumConstants());
    List<String> names = constants.stream().map(ValueTypes::printConstant).toList();
    return ValueType.text(
        "choice of " + names.stream().map(name -> "`" + name + "`").collect(joining(", ")),
        names.getFirst(),
        text -> constants.get(known(text, names)),
        ValueTypes::printConstant);
  }

  /** A list, which may be empty. */
  public static <T> ValueType<List<T>> listOf(ValueType<T> element) {
    return new ListType<>(element, 0);
  }

  /** A list with one element at least. */
  public static <T> ValueType<List<T>> nonEmptyListOf(ValueType<T> element) {
    return new ListType<>(element, 1);
  }

  /**
   * A duration as files have it, such as {@code 30s}.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  public static Duration parseDuration(String text) {
    return Duration.ofNanos(Units.TIME.parse(text));
  }

  private static ValueType<Duration> duration(
      String bounds, String example, Duration min, Duration max) {
    return ValueType.text(
        "duration (" + Units.TIME.names() + ")" + bounds,
        example,
        text -> bounded(parseDuration(text), min, max, ValueTypes::printDuration),
        ValueTypes::printDuration);
  }

  private static ValueType<Long> size(String bounds, String example, long min, long max) {
    return ValueType.text(
        "size (" + Units.SIZE.names() + ")" + bounds,
        example,
        text -> bounded(Units.SIZE.parse(text), min, max, Units.SIZE::print),
        Units.SIZE::print);
  }

  private static <C extends Comparable<C>> C bounded(
      C value, C min, C max, Function<C, String> print) {
    if (value.compareTo(min) < 0) {
      throw new IllegalArgumentException("the least is " + print.apply(min));
    }
    if (value.compareTo(max) > 0) {
      throw new IllegalArgumentException("the most is " + print.apply(max));
    }
    return value;
  }

  /** A duration as files have it, in the largest unit that loses nothing. */
  public static String printDuration(Duration duration) {
    return Units.TIME.print(duration.toNanos());
  }

  private static Rate parseRate(String text) {
    Matcher matcher = EVENTS_PER_UNIT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "write a whole number, a slash and a unit of time, such as 1000/s");
    }
    String events = matcher.group(1);
    String unit = Units.TIME.meant(matcher.group(2));
    if (!text.equals(events + "/" + unit)) {
      throw new IllegalArgumentException("did you mean \"" + events + "/" + unit + "\"?");
    }
    return new Rate(Long.parseLong(events), Duration.ofNanos(Units.TIME.parse("1" + unit)));
  }

  private static String printRate(Rate rate) {
    return rate.events() + "/" + printDuration(rate.per()).substring(1);
  }

  private static String printConstant(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static int known(String text, List<String> names) {
    int index = names.indexOf(text);
    if (index < 0) {
      String near =
          DidYouMean.nearest(text, names)
              .map(name -> "did you mean \"" + name + "\"?")
              .orElse("write one of them");
      throw new IllegalArgumentException(near);
    }
    return index;
  }
}
