package org.srv6pipes.rules;

/**
 * The rule that sends packets from a built-in chain into one of ours; it stands before all others.
 */
public record Jump(Table table, String from, String to) {
  /** What stands behind {@code -A} or {@code -D}. */
  String rule() {
    return from + " " + target();
  }

  String target() {
    return "-j " + to;
  }
}
