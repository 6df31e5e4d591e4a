package org.srv6pipes.dist.cli;

/** What the program tells the shell. {@link RootCommand} documents them in every help. */
final class ExitCode {

  static final int OK = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;
  static final int MISSING = 3;

  private ExitCode() {}
}
