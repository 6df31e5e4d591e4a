package org.srv6pipes.function;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The meaning of the 32 parameter bits of a function. From it come encoding and decoding of SIDs,
 * the check at admission, help and documentation.
 *
 * @param fields the declared fields, in the order of positional arguments
 */
public record ParameterLayout(List<ParameterField> fields) {

  /** For a function without parameters: all 32 bits must be zero. */
  public static final ParameterLayout NONE = new ParameterLayout(List.of());

  /** Checks that no two fields have a name or a bit in common. */
  public ParameterLayout {
    fields = List.copyOf(fields);
    int used = 0;
    Set<String> names = new HashSet<>();
    for (ParameterField field : fields) {
      if ((used & field.mask()) != 0 || !names.add(field.name())) {
        throw new IllegalArgumentException(
            "Parameter " + field.name() + " has a name or bits that another one has too");
      }
      used |= field.mask();
    }
  }

  /**
   * A layout of some fields.
   *
   * @param fields in the order of positional arguments
   * @return the layout
   */
  public static ParameterLayout of(ParameterField... fields) {
    return new ParameterLayout(List.of(fields));
  }

  /**
   * A layout with more fields.
   *
   * @param more fields behind those of this layout
   * @return the longer layout
   */
  public ParameterLayout and(ParameterField... more) {
    return new ParameterLayout(Stream.concat(fields.stream(), Stream.of(more)).toList());
  }

  /**
   * Looks a field up.
   *
   * @param name its name
   * @return the field, if it is declared
   */
  public Optional<ParameterField> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /**
   * From text to bits. Positional arguments fill the fields in order; they come before named ones.
   * A positional argument that is the name of a flag switches it on.
   *
   * @param arguments what was written between the brackets
   * @param problems where to report what cannot be understood, all of it
   * @return the bits; meaningless after a problem
   */
  public Parameters encode(List<Argument> arguments, Problems problems) {
    return new ArgumentReader(this, problems).read(arguments);
  }

  /**
   * From bits to text.
   *
   * @param parameters checked bits
   * @return the fields that are not standard, as named arguments
   */
  public List<Argument> decode(Parameters parameters) {
    return fields.stream()
        .filter(field -> field.of(parameters) != field.standard())
        .map(field -> new Argument(field.name(), field.format(field.of(parameters))))
        .toList();
  }

  /**
   * Checks bits that came from the network.
   *
   * @param parameters the bits
   * @param problems where to report undeclared bits and values out of range
   */
  public void check(Parameters parameters, Problems problems) {
    int undeclared = parameters.bits() & ~declared();
    if (undeclared != 0) {
      problems.report(
          "", "bits %s mean nothing to this function".formatted(new Parameters(undeclared)));
    }
    for (ParameterField field : fields) {
      long value = field.of(parameters);
      if (value < field.min() || value > field.max()) {
        problems.report(field.name(), "%d is not %s".formatted(value, field.range()));
      }
    }
  }

  /** The names of all fields, as a list for people. */
  @Override
  public String toString() {
    return fields.stream().map(ParameterField::name).collect(Collectors.joining(", "));
  }

  private int declared() {
    return fields.stream().mapToInt(ParameterField::mask).reduce(0, (a, b) -> a | b);
  }
}
