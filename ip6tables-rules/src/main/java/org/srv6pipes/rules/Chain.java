package org.srv6pipes.rules;

import java.util.List;

/**
 * A chain of our own with all its rules.
 *
 * @param rules what stands behind {@code -A name}, in the very form that ip6tables-save prints, so
 *     that a plan and a host can be compared
 */
public record Chain(Table table, String name, List<String> rules) {
  /** The kernel's limit on the name of a chain. */
  private static final int LONGEST_NAME = 28;

  public Chain {
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is longer than the " + LONGEST_NAME + " characters of a chain's name");
    }
    rules = List.copyOf(rules);
  }
}
