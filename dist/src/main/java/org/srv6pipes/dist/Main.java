package org.srv6pipes.dist;

import org.srv6pipes.dist.cli.Program;

/** Where the launcher enters. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(Program.run(args));
  }
}
