package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.RoleRules;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes rules show} */
@Command(
    name = "show",
    header = "Print the commands that apply the rules of a role, ready for a shell.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes rules show -c proxy.toml",
      "  srv6pipes rules show --undo -c proxy.toml > undo.sh",
      "  srv6pipes rules show --role server -c server.toml"
    })
final class RulesShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RulesOptions options;

  @Option(
      names = "--undo",
      description =
          "The commands that take it back, with the sysctls as they are now: ask before you apply.")
  private boolean undo;

  @Option(names = "--json", description = "Commands, numbers and back end, as a JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    HostRules host = RulesOptions.host();
    RoleRules rules = options.read(host);
    List<String> commands = undo ? host.showUndo(rules.plan()) : host.show(rules.plan());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(
          Json.of(
              Map.of(
                  "instance", rules.instance(),
                  "index", rules.plan().numbers().index(),
                  "back-end", host.backEnd(),
                  "commands", commands)));
    } else {
      out.println("# " + options.title(rules) + ", for " + host.backEnd());
      host.otherBackEnd().ifPresent(finding -> out.println("# " + finding.what()));
      commands.forEach(out::println);
    }
    return ExitCode.OK;
  }
}
