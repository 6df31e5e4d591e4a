package org.srv6pipes.rules;

/**
 * Something about a host that keeps an applied plan from working, or may.
 *
 * @param isCertain whether it does; otherwise it depends on what another program meant
 * @param remedy what mends it, a command where one can
 */
public record Finding(boolean isCertain, String what, String remedy) {
  static Finding error(String what, String remedy) {
    return new Finding(true, what, remedy);
  }

  static Finding warning(String what, String remedy) {
    return new Finding(false, what, remedy);
  }

  @Override
  public String toString() {
    return (isCertain ? "error: " : "warning: ") + what + "\n  " + remedy;
  }
}
