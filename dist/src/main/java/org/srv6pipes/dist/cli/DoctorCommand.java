package org.srv6pipes.dist.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.RoleRules;
import org.srv6pipes.rules.Finding;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.wire.Ipv6Address;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes doctor} */
@Command(
    name = "doctor",
    header = "Say what keeps a role from working on this host, and what mends it.",
    description =
        "Looks at the kernel, sysctls, interfaces, rules, routes and limits, changes nothing. The"
            + " kernel is tried out in a network namespace of its own, for which it needs"
            + " CAP_SYS_ADMIN.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes doctor -c proxy.toml",
      "  srv6pipes doctor -c proxy.toml --peer 2001:db8:1::10 --peer 2001:db8:2::20",
      "  srv6pipes doctor --role server -c server.toml --json"
    },
    exitCodeList = {
      "0:nothing is wrong; what may be is printed as a warning",
      "1:something is wrong, or the host cannot be looked at",
      "2:the command line or a configuration file is wrong"
    })
final class DoctorCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private RulesOptions options;

  @Option(
      names = "--peer",
      paramLabel = "ADDRESS",
      description =
          "A client, a server or another proxy: is there a route, and do packets of each size"
              + " arrive? It must answer ICMPv6 echo requests.")
  private List<Ipv6Address> peers = List.of();

  @Option(names = "--json", description = "A JSON array with an object for each finding.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    HostRules host = RulesOptions.host();
    RoleRules rules = options.read(host);
    List<Finding> findings = host.examine(rules.patient(host, peers, options.command("apply")));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Findings.json(findings));
    } else {
      findings.forEach(finding -> print(finding, out));
      out.println(options.title(rules) + ", " + host.backEnd() + ": " + verdict(findings));
    }
    return Findings.exitCode(findings);
  }

  private static void print(Finding finding, PrintWriter out) {
    out.println((finding.fault().isCertain() ? "error " : "warning ") + finding.fault());
    out.println("  " + finding.fault().meaning());
    out.println("  here: " + finding.what());
    out.println("  mend: " + finding.remedy());
  }

  private static String verdict(List<Finding> findings) {
    long errors = findings.stream().filter(finding -> finding.fault().isCertain()).count();
    return findings.isEmpty()
        ? "nothing is wrong"
        : "%d errors, %d warnings".formatted(errors, findings.size() - errors);
  }
}
