package org.srv6pipes.dist.cli;

/** A command that cannot go on, for a reason that its user can understand and mend. */
final class CommandException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  int exitCode() {
    return exitCode;
  }
}
