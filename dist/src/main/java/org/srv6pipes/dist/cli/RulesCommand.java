package org.srv6pipes.dist.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code srv6pipes rules} */
@Command(
    name = "rules",
    header = "Show, apply and remove the packet filter rules, routes and sysctls of a role.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes rules show -c proxy.toml",
      "  srv6pipes rules apply -c proxy.toml",
      "  srv6pipes rules remove -c proxy.toml"
    },
    subcommands = {
      RulesShowCommand.class,
      RulesDiffCommand.class,
      RulesApplyCommand.class,
      RulesConfirmCommand.class,
      RulesCheckCommand.class,
      RulesRemoveCommand.class
    })
final class RulesCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say show, diff, apply, confirm, check or remove");
  }
}
