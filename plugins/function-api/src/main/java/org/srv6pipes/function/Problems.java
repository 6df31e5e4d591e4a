package org.srv6pipes.function;

import java.util.ArrayList;
import java.util.List;

/** Collects problems, so that all of them can be told at once. Not for several threads. */
public final class Problems {

  private final List<Problem> problems = new ArrayList<>();

  /** Begins without a problem. */
  public Problems() {}

  /**
   * Adds a problem.
   *
   * @param key the setting or parameter
   * @param message what is wrong with it
   * @param suggestion what to do about it, such as {@code did you mean "level"?}
   */
  public void report(String key, String message, String suggestion) {
    problems.add(new Problem(key, message, suggestion));
  }

  /**
   * Adds a problem whose message says it all.
   *
   * @param key the setting or parameter
   * @param message what is wrong with it
   */
  public void report(String key, String message) {
    report(key, message, "");
  }

  /**
   * Whether all is well.
   *
   * @return true if nothing was reported
   */
  public boolean isEmpty() {
    return problems.isEmpty();
  }

  /**
   * What was reported.
   *
   * @return the problems in the order of their reports
   */
  public List<Problem> list() {
    return List.copyOf(problems);
  }

  /** The problems, separated by line ends. */
  @Override
  public String toString() {
    return String.join("\n", problems.stream().map(Problem::toString).toList());
  }
}
