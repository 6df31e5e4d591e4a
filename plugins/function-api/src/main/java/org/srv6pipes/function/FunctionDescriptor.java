package org.srv6pipes.function;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a function is, for people and for the host. Begin with {@link #of} and add what there is:
 *
 * <pre>{@code
 * FunctionDescriptor.of("rot13", 0x8013, "Turns each letter into the one 13 places on.")
 *     .inverse(Inverse.withDefaults("rot13"))
 * }</pre>
 *
 * @param name how configurations and chains call it: lower-case letters, digits and hyphens, a
 *     letter first
 * @param number the 16 bits that name it in a SID unless the operator chose others; 1 to 0xFFFF.
 *     From 0x8000 to 0x9FFF they are left to functions from elsewhere
 * @param summary one sentence that says what it does
 * @param parameters the meaning of the 32 parameter bits
 * @param settings the keys of its configuration section
 * @param entries which of the parameters is the number of an entry in the configuration, if one is
 * @param inverse what undoes it, if anything does
 * @param failsClosed whether bytes must never go around it: the host then refuses connections that
 *     it cannot run the function for, even where it is told to let them pass
 * @param keepsBytes whether the bytes that come out are those that went in, so that one end may
 *     miss it and still understand the other
 */
public record FunctionDescriptor(
    String name,
    int number,
    String summary,
    ParameterLayout parameters,
    List<Setting<?>> settings,
    Optional<Entries> entries,
    Optional<Inverse> inverse,
    boolean failsClosed,
    boolean keepsBytes) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

  /** Checks name and number. */
  public FunctionDescriptor {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "A function's name is lower-case letters, digits and single hyphens: \"" + name + "\"");
    }
    if (number < 1 || number > 0xFFFF) {
      throw new IllegalArgumentException(
          "The number of %s must be 1 to 0xFFFF: 0x%X".formatted(name, number));
    }
    Objects.requireNonNull(summary);
    Objects.requireNonNull(parameters);
    Objects.requireNonNull(entries);
    Objects.requireNonNull(inverse);
    settings = List.copyOf(settings);
  }

  /**
   * A function without parameters, settings and inverse.
   *
   * @param name its name
   * @param number its default number
   * @param summary one sentence
   * @return the descriptor
   */
  public static FunctionDescriptor of(String name, int number, String summary) {
    return new FunctionDescriptor(
        name,
        number,
        summary,
        ParameterLayout.NONE,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        false,
        false);
  }

  /**
   * With parameters, behind those that are there.
   *
   * @param fields the declared fields, in the order of positional arguments
   * @return this descriptor with them
   */
  public FunctionDescriptor parameters(ParameterField... fields) {
    return new FunctionDescriptor(
        name,
        number,
        summary,
        parameters.and(fields),
        settings,
        entries,
        inverse,
        failsClosed,
        keepsBytes);
  }

  /**
   * With settings, behind those that are there.
   *
   * @param keys the keys of its configuration section
   * @return this descriptor with them
   */
  public FunctionDescriptor settings(Setting<?>... keys) {
    List<Setting<?>> joined = Stream.concat(settings.stream(), Stream.of(keys)).toList();
    return new FunctionDescriptor(
        name, number, summary, parameters, joined, entries, inverse, failsClosed, keepsBytes);
  }

  /**
   * With entries in the configuration. Declares their parameter and their setting, too.
   *
   * @param entries which parameter numbers which tables
   * @return this descriptor with them
   */
  public FunctionDescriptor entries(Entries entries) {
    return new FunctionDescriptor(
        name,
        number,
        summary,
        parameters.and(entries.number()),
        Stream.concat(settings.stream(), Stream.of(entries.tables())).toList(),
        Optional.of(entries),
        inverse,
        failsClosed,
        keepsBytes);
  }

  /**
   * With an inverse.
   *
   * @param inverse what undoes it
   * @return this descriptor with it
   */
  public FunctionDescriptor inverse(Inverse inverse) {
    return new FunctionDescriptor(
        name,
        number,
        summary,
        parameters,
        settings,
        entries,
        Optional.of(inverse),
        failsClosed,
        keepsBytes);
  }

  /**
   * Never to be gone around.
   *
   * @return this descriptor, failing closed
   */
  public FunctionDescriptor failingClosed() {
    return new FunctionDescriptor(
        name, number, summary, parameters, settings, entries, inverse, true, keepsBytes);
  }

  /**
   * With the bytes as they are: it counts, copies or delays them.
   *
   * @return this descriptor, keeping bytes
   */
  public FunctionDescriptor keepingBytes() {
    return new FunctionDescriptor(
        name, number, summary, parameters, settings, entries, inverse, failsClosed, true);
  }
}
