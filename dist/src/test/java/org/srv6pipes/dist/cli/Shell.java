package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** Runs command lines as a shell would, without a process, and keeps what they print. */
public final class Shell {

  /** What a command left behind. */
  public record Result(int exitCode, String out, String err) {}

  private Shell() {}

  public static Result run(String... arguments) {
    return run(Program.commandLine(), arguments);
  }

  public static Result run(CommandLine commandLine, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    int exitCode =
        commandLine
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
            .execute(arguments);
    return new Result(exitCode, out.toString(), err.toString());
  }
}
