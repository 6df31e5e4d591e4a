package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.util.concurrent.Callable;
import org.srv6pipes.dist.cli.KnownFunctions.Known;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Sid;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes sid decode ADDRESS} */
@Command(
    name = "decode",
    header = "Say what a SID asks for.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes sid decode fc00:1::aaaa:0:55",
      "  srv6pipes sid decode -c proxy.toml fc00:1::aaaa:0:55",
      "Exit code 0 if the SID means something, 1 if it does not."
    })
final class SidDecodeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private FunctionOptions options;

  @CommandLine.Parameters(paramLabel = "ADDRESS", description = "The SID.")
  private Ipv6Address address;

  @Override
  public Integer call() throws Exception {
    try (KnownFunctions functions = options.load()) {
      if (!functions.layout().fits(address)) {
        throw new CommandException(
            ExitCode.FAILED, address + " has bits behind the " + functions.layout() + " of a SID");
      }
      Sid sid = functions.layout().decode(address);
      line("prefix", sid.prefix());
      return functions
          .numbered(sid.function())
          .map(known -> explain(known, sid))
          .orElseGet(() -> unknown(sid));
    }
  }

  private int unknown(Sid sid) {
    line("function", "0x%04X is not known here".formatted(sid.function()));
    return ExitCode.FAILED;
  }

  private int explain(Known function, Sid sid) {
    line(
        "function",
        function.hexNumber() + " " + function.name() + ": " + function.descriptor().summary());
    Parameters parameters = new Parameters(sid.parameters());
    Problems problems = new Problems();
    function.descriptor().parameters().check(parameters, problems);
    if (!problems.isEmpty()) {
      line("parameters", parameters + " are wrong: " + problems);
      return ExitCode.FAILED;
    }
    line("parameters", parameters + meaning(function, parameters));
    line("chain", Steps.of(function.descriptor(), parameters));
    return ExitCode.OK;
  }

  /** Every field, those that are not written too. */
  private static String meaning(Known function, Parameters parameters) {
    return function.descriptor().parameters().fields().stream()
        .map(field -> "  %s=%s".formatted(field.name(), field.format(field.of(parameters))))
        .collect(joining());
  }

  private void line(String title, Object content) {
    spec.commandLine().getOut().printf("%-12s%s%n", title, content);
  }
}
