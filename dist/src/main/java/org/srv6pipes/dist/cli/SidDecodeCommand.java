package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.cli.KnownFunctions.Known;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problem;
import org.srv6pipes.function.Problems;
import org.srv6pipes.service.Json;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Sid;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes sid decode ADDRESS} */
@Command(
    name = "decode",
    header = "Say what a SID asks for.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes sid decode fc00:1::aaaa:0:55",
      "  srv6pipes sid decode -c proxy.toml fc00:1::aaaa:0:55",
      "  srv6pipes sid decode --json fc00:1::aaaa:0:55 | jq -r .chain",
      "Exit code 0 if the SID means something, 1 if it does not."
    })
final class SidDecodeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private FunctionOptions options;

  @Option(names = "--json", description = "The same as a JSON object.")
  private boolean json;

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
      Optional<Known> function = functions.numbered(sid.function());
      Parameters parameters = new Parameters(sid.parameters());
      Problems problems = new Problems();
      function.ifPresent(it -> it.descriptor().parameters().check(parameters, problems));
      if (json) {
        spec.commandLine().getOut().println(Json.of(members(sid, function, parameters, problems)));
      } else {
        print(sid, function, parameters, problems);
      }
      return function.isPresent() && problems.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }
  }

  private void print(Sid sid, Optional<Known> known, Parameters parameters, Problems problems) {
    line("prefix", sid.prefix());
    if (known.isEmpty()) {
      line("function", "0x%04X is not known here".formatted(sid.function()));
      return;
    }
    Known function = known.get();
    line(
        "function",
        function.hexNumber() + " " + function.name() + ": " + function.descriptor().summary());
    if (!problems.isEmpty()) {
      line("parameters", parameters + " are wrong: " + problems);
      return;
    }
    line("parameters", parameters + meaning(function, parameters));
    line("chain", Steps.of(function.descriptor(), parameters));
  }

  /** What a SID that means nothing does not have is left out. */
  private static Map<String, Object> members(
      Sid sid, Optional<Known> known, Parameters parameters, Problems problems) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("prefix", sid.prefix().toString());
    members.put("number", sid.function());
    members.put("bits", Integer.toUnsignedLong(parameters.bits()));
    known.ifPresent(function -> members.put("function", function.name()));
    if (!problems.isEmpty()) {
      members.put("problems", problems.list().stream().map(Problem::toString).toList());
    } else if (known.isPresent()) {
      FunctionDescriptor descriptor = known.get().descriptor();
      Map<String, String> values = new LinkedHashMap<>();
      descriptor
          .parameters()
          .fields()
          .forEach(field -> values.put(field.name(), field.format(field.of(parameters))));
      members.put("parameters", values);
      members.put("chain", Steps.of(descriptor, parameters).toString());
    }
    return members;
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
