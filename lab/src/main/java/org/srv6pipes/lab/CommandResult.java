package org.srv6pipes.lab;

import java.util.List;

/**
 * A command that has ended: what it printed, and its exit code (128 and the signal if it was killed
 * by one).
 */
public record CommandResult(
    String host, List<String> command, int exitCode, String stdout, String stderr) {
  public CommandResult {
    command = List.copyOf(command);
  }

  public boolean succeeded() {
    return exitCode == 0;
  }

  /** What it printed, line by line. */
  public List<String> lines() {
    return stdout.lines().toList();
  }

  /** This result, or an exception with everything that was printed if the command failed. */
  public CommandResult orThrow() {
    if (!succeeded()) {
      throw new LabException(toString());
    }
    return this;
  }

  @Override
  public String toString() {
    return "%s: %s: exit code %d\n%s%s"
        .formatted(host, String.join(" ", command), exitCode, stdout, stderr);
  }
}
