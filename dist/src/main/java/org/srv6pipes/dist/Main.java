package org.srv6pipes.dist;

import org.srv6pipes.dist.cli.Program;
import org.srv6pipes.dist.log.Log;

/** Where the launcher enters. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    int exitCode = Program.run(args);
    Log.close();
    System.exit(exitCode);
  }
}
