package org.srv6pipes.rules;

/**
 * Something about a host that keeps a role from working, or may.
 *
 * @param remedy what mends it, a command where one can
 */
public record Finding(Fault fault, String what, String remedy) {

  @Override
  public String toString() {
    return (fault.isCertain() ? "error: " : "warning: ") + what + "\n  " + remedy;
  }
}
