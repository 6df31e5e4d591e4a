package org.srv6pipes.rules;

/**
 * One line in which a host is not as a plan wants it.
 *
 * @param isMissing whether the plan has it and the host has not; otherwise it is the other way
 *     round
 * @param line a command that adds it, or what the host has
 */
public record Difference(boolean isMissing, String line) {
  static Difference missing(String line) {
    return new Difference(true, line);
  }

  static Difference extra(String line) {
    return new Difference(false, line);
  }

  /** As diff(1) writes it: + what the plan adds, - what the host has instead. */
  @Override
  public String toString() {
    return (isMissing ? "+ " : "- ") + line;
  }
}
