package org.srv6pipes.rules;

/**
 * One line in which a host is not as a plan wants it.
 *
 * @param isMissing whether the plan has it and the host has not; otherwise it is the other way
 *     round
 * @param line a command that adds it, or what the host has
 */
public record Difference(Part part, boolean isMissing, String line) {
  static Difference missing(Part part, String line) {
    return new Difference(part, true, line);
  }

  static Difference extra(Part part, String line) {
    return new Difference(part, false, line);
  }

  /** As diff(1) writes it: + what the plan adds, - what the host has instead. */
  @Override
  public String toString() {
    return (isMissing ? "+ " : "- ") + line;
  }
}
