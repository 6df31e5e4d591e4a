package org.srv6pipes.rules;

/** Commands as a person would type them. */
final class Shell {
  private Shell() {}

  /** Runs lines of which each must succeed. */
  static String run(String script) {
    Command.Result result = Command.of("sh", "-ec", script).run("");
    if (result.exitCode() != 0) {
      throw new AssertionError(script + "\n" + result.text());
    }
    return result.output();
  }
}
