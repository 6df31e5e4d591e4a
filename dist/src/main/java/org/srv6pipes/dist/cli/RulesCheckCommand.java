package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.srv6pipes.rules.Finding;
import org.srv6pipes.rules.HostRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes rules check} */
@Command(
    name = "check",
    header = "Say whether all rules of a role are there, in an order that works with all others.",
    footerHeading = "%nExamples:%n",
    footer = "  srv6pipes rules check -c proxy.toml",
    exitCodeList = {
      "0:all are there; what another program's rules may do to them is printed as a warning",
      "1:something is missing, or the host cannot be looked at",
      "2:the command line or a configuration file is wrong"
    })
final class RulesCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RulesOptions options;

  @Option(names = "--json", description = "A JSON array with an object for each finding.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    HostRules host = RulesOptions.host();
    List<Finding> findings = host.check(options.read(host).plan(), options.command("apply"));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Findings.json(findings));
    } else {
      findings.forEach(out::println);
    }
    return Findings.exitCode(findings);
  }
}
