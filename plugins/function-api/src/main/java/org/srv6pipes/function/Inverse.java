package org.srv6pipes.function;

import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Which function turns the output back into the input. A proxy that makes up the return path itself
 * takes it for the other direction.
 *
 * @param name the name of that function; a function can be its own inverse
 * @param parameters from this function's parameters to those of the inverse
 */
public record Inverse(String name, UnaryOperator<Parameters> parameters) {

  /** Refuses nulls. */
  public Inverse {
    Objects.requireNonNull(name);
    Objects.requireNonNull(parameters);
  }

  /**
   * An inverse that takes the same 32 bits.
   *
   * @param name the name of the inverse
   * @return the inverse
   */
  public static Inverse withSameParameters(String name) {
    return new Inverse(name, UnaryOperator.identity());
  }

  /**
   * An inverse that needs no parameters.
   *
   * @param name the name of the inverse
   * @return the inverse
   */
  public static Inverse withDefaults(String name) {
    return new Inverse(name, parameters -> Parameters.DEFAULTS);
  }
}
