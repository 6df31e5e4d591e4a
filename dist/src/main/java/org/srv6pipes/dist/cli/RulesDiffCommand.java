package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.srv6pipes.rules.Difference;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes rules diff} */
@Command(
    name = "diff",
    header = "Print in what this host differs from what a role wants of it.",
    description = "A line with + is wanted and missing, one with - is there instead.",
    footerHeading = "%nExamples:%n",
    footer = "  srv6pipes rules diff -c proxy.toml",
    exitCodeList = {
      "0:the host is as the role wants it",
      "1:it is not, or the host cannot be looked at",
      "2:the command line or a configuration file is wrong"
    })
final class RulesDiffCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RulesOptions options;

  @Option(names = "--json", description = "A JSON array with an object for each line.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    HostRules host = RulesOptions.host();
    List<Difference> differences = host.diff(options.read(host).plan());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(differences.stream().map(RulesDiffCommand::json).toList()));
    } else {
      differences.forEach(out::println);
    }
    return differences.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private static Map<String, Object> json(Difference difference) {
    return Map.of("missing", difference.isMissing(), "line", difference.line());
  }
}
