package org.srv6pipes.dist.cli;

import java.util.concurrent.Callable;
import org.srv6pipes.dist.RoleRules;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.admin.AdminServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes rules remove} */
@Command(
    name = "remove",
    header = "Take back what was applied for a role that does not run, sysctls included.",
    footerHeading = "%nExamples:%n",
    footer = "  srv6pipes rules remove -c proxy.toml")
final class RulesRemoveCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RulesOptions options;

  @Override
  public Integer call() throws Exception {
    HostRules host = RulesOptions.host();
    RoleRules rules = options.read(host);
    boolean removed = host.removeWhatStays(rules.instance());
    AdminServer.removeStale(rules.socket());
    spec.commandLine()
        .getOut()
        .println(
            options.title(rules)
                + (removed
                    ? ": removed"
                    : ": nothing was applied here. What was pasted goes with the commands of "
                        + options.command("show --undo")));
    return ExitCode.OK;
  }
}
