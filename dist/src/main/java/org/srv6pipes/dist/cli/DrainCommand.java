package org.srv6pipes.dist.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import org.srv6pipes.service.admin.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes drain} */
@Command(
    name = "drain",
    header = "Let a running proxy take no new flows, finish those it has, and end.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes drain", "  srv6pipes drain --instance a"})
final class DrainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private AdminOptions admin;

  @Override
  public Integer call() throws CommandException {
    Answer answer = Answer.of(admin.ask(Map.of("ask", "drain")));
    spec.commandLine()
        .getOut()
        .printf(
            "draining: %d flows have %s%n",
            answer.number("draining"), Amount.millis(answer.number("at-most-ms")));
    return ExitCode.OK;
  }
}
