package org.srv6pipes.dist.cli;

import java.util.concurrent.Callable;
import org.srv6pipes.dist.RoleRules;
import org.srv6pipes.rules.HostRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes rules confirm} */
@Command(
    name = "confirm",
    header = "Let the rules stay that apply --confirm has applied.",
    footerHeading = "%nExamples:%n",
    footer = "  srv6pipes rules confirm -c proxy.toml")
final class RulesConfirmCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RulesOptions options;

  @Override
  public Integer call() throws Exception {
    HostRules host = RulesOptions.host();
    RoleRules rules = options.read(host);
    if (!host.confirm(rules.instance())) {
      throw new CommandException(
          ExitCode.FAILED, options.title(rules) + ": nothing waits to be confirmed");
    }
    spec.commandLine().getOut().println(options.title(rules) + ": confirmed");
    return ExitCode.OK;
  }
}
