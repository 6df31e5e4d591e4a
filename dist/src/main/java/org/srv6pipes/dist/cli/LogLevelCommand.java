package org.srv6pipes.dist.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.event.Level;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code srv6pipes log-level} */
@Command(
    name = "log-level",
    header = "Let a running role say more, or less, in its log.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes log-level debug", "  srv6pipes log-level info --instance a"})
final class LogLevelCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private AdminOptions admin;

  @Parameters(
      paramLabel = "LEVEL",
      description = "${COMPLETION-CANDIDATES}: lines of this kind and the more urgent ones.")
  private Level level = Level.INFO;

  @Override
  public Integer call() throws CommandException {
    admin.ask(Map.of("ask", "log-level", "level", level.name()));
    spec.commandLine().getOut().println("log level " + level);
    return ExitCode.OK;
  }
}
