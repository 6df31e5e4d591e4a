package org.srv6pipes.dist.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes reload} */
@Command(
    name = "reload",
    header = "Let a running role read its configuration again; a wrong file changes nothing.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes reload", "  srv6pipes reload --instance a"})
final class ReloadCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private AdminOptions admin;

  @Override
  public Integer call() throws CommandException {
    admin.ask(Map.of("ask", "reload"));
    spec.commandLine().getOut().println("reloaded");
    return ExitCode.OK;
  }
}
