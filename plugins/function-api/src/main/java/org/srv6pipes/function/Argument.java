package org.srv6pipes.function;

import java.util.Objects;

/**
 * One argument of a function as people write it: {@code level=3}, or {@code 3} alone.
 *
 * @param name the name before the equals sign; empty if the argument is positional
 * @param value what was written, without quotation marks
 */
public record Argument(String name, String value) {

  /** Refuses nulls. */
  public Argument {
    Objects.requireNonNull(name);
    Objects.requireNonNull(value);
  }

  /**
   * An argument by its place.
   *
   * @param value what was written
   * @return the argument
   */
  public static Argument positional(String value) {
    return new Argument("", value);
  }

  /** The argument as it is written, unquoted. */
  @Override
  public String toString() {
    return name.isEmpty() ? value : name + "=" + value;
  }
}
