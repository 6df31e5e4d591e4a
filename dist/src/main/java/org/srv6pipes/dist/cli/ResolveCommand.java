package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.SegmentRoutes;
import org.srv6pipes.resolver.client.Destination;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.Reason;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes resolve NAME} */
@Command(
    name = "resolve",
    header = "Ask a resolver for a name's addresses and the proxies to take there.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes resolve www.example.test",
      "  srv6pipes resolve www.example.test --json \\",
      "      --chain 'zstd-compress | zstd-decompress'"
    })
final class ResolveCommand implements Callable<Integer> {
  private static final String ROW = "%-10s%s%n";

  @Spec private CommandSpec spec;
  @Mixin private ResolverOptions resolver;

  @CommandLine.Parameters(index = "0", paramLabel = "NAME", description = "The name.")
  private String name;

  @Option(
      names = "--chain",
      paramLabel = "CHAIN",
      description = "The functions that are wanted. Otherwise what the policy says.")
  private @Nullable ChainText chain;

  @Option(names = "--json", description = "As one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Destination destination = find();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(toJson(destination)));
    } else {
      print(destination, out);
    }
    return ExitCode.OK;
  }

  private Destination find() throws CommandException {
    try {
      return resolver.lookup().find(name, Optional.ofNullable(chain));
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, Reason.withFile(e));
    }
  }

  private static void print(Destination destination, PrintWriter out) {
    destination.addresses().forEach(address -> out.printf(ROW, "address", address));
    destination
        .chain()
        .ifPresentOrElse(
            found -> print(destination, found, out), () -> out.printf(ROW, "chain", "none"));
  }

  private static void print(Destination destination, ChainRecord chain, PrintWriter out) {
    out.printf(ROW, "forward", text(chain.forward()));
    out.printf(
        ROW, "return", chain.back().isEmpty() ? "as the proxies record it" : text(chain.back()));
    out.printf(ROW, "for", destination.ttl() + " s");
    routes(destination, chain).forEach(out::println);
  }

  private static String text(List<Ipv6Address> sids) {
    return sids.stream().map(Ipv6Address::toString).collect(joining(" "));
  }

  private static List<String> routes(Destination destination, ChainRecord chain) {
    return destination.addresses().stream()
        .map(address -> SegmentRoutes.command(address, chain.forward()))
        .toList();
  }

  private static Map<String, Object> toJson(Destination destination) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", destination.name());
    json.put("addresses", destination.addresses());
    json.put("ttl", destination.ttl());
    destination
        .chain()
        .ifPresent(
            chain -> {
              json.put("forward", chain.forward());
              json.put("return", chain.back());
              json.put("routes", routes(destination, chain));
            });
    return json;
  }
}
