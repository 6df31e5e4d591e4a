package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.admin.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes flows} */
@Command(
    name = "flows",
    header = "List the flows of a running proxy or access router, or end one of them.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes flows",
      "  srv6pipes flows 2001:db8:1::2 zstd --order bytes",
      "  srv6pipes flows --ended",
      "  srv6pipes flows --kill 4711"
    })
final class FlowsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private AdminOptions admin;
  @Mixin private FlowChoice choice;

  @Option(
      names = "--order",
      defaultValue = "newest",
      paramLabel = "ORDER",
      description = "${COMPLETION-CANDIDATES} first (${DEFAULT-VALUE}).")
  private FlowChoice.Order order;

  @Option(
      names = "--most",
      defaultValue = "100",
      paramLabel = "N",
      description = "No more than so many (${DEFAULT-VALUE}).")
  private int most;

  @Option(names = "--kill", paramLabel = "FLOW", description = "Reset this flow at both ends.")
  private @Nullable Long victim;

  @Option(names = "--ended", description = "Those that have ended lately, and why.")
  private boolean ended;

  @Option(names = "--json", description = "Everything, as a JSON object.")
  private boolean json;

  @Override
  public Integer call() throws CommandException {
    Map<String, Object> answer = admin.askForObject(request());
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(answer));
    } else if (victim != null) {
      out.println("killed " + victim);
    } else if (ended) {
      new Answer(answer).objects("ended").forEach(flow -> printEnded(flow, out));
    } else {
      list(new Answer(answer), out);
    }
    return ExitCode.OK;
  }

  private Map<String, Object> request() {
    if (victim != null) {
      return Map.of("ask", "kill", "flow", victim);
    }
    return choice.request(order, most);
  }

  private static void printEnded(Answer flow, PrintWriter out) {
    out.printf(
        "%d  %s -> %s  %s ago: %s%n",
        flow.number("flow"),
        flow.text("client"),
        flow.text("server"),
        Amount.millis(flow.number("ms-ago")),
        flow.text("why"));
  }

  private static void list(Answer answer, PrintWriter out) {
    List<Answer> flows = answer.objects("flows");
    flows.forEach(flow -> print(flow, out));
    long left = answer.number("matching") - flows.size();
    out.println(
        flows.isEmpty() && left == 0
            ? "no flows"
            : left > 0 ? left + " more: --most shows them" : flows.size() + " flows");
  }

  private static void print(Answer flow, PrintWriter out) {
    out.printf(
        "%d  %s -> %s  %s  %s%n",
        flow.number("flow"),
        flow.text("client"),
        flow.text("server"),
        flow.text("state"),
        Amount.millis(flow.number("ms")));
    out.printf("    forward  %s%n", direction(flow.object("forward")));
    out.printf("    return   %s%n", direction(flow.object("return")));
    if (flow.has("client-leg")) {
      out.printf("    client   %s%n", leg(flow.object("client-leg")));
    }
    if (flow.has("server-leg")) {
      out.printf("    server   %s%n", leg(flow.object("server-leg")));
    }
  }

  private static String direction(Answer direction) {
    String functions =
        direction.objects("functions").stream()
            .map(
                it ->
                    " | "
                        + it.text("name")
                        + " "
                        + Amount.ratio(it.number("bytes-in"), it.number("bytes-out")))
            .collect(joining());
    return "%s%s | %s  (%s)%s"
        .formatted(
            Amount.bytes(direction.number("bytes-in")),
            functions,
            Amount.bytes(direction.number("bytes-out")),
            direction.text("carrier"),
            towards(direction.texts("onward")));
  }

  private static String towards(List<String> segments) {
    return segments.isEmpty() ? "" : "  to " + String.join(", ", segments);
  }

  private static String leg(Answer leg) {
    return "rtt %.1f ms, %d sent again, window %d"
        .formatted(leg.number("rtt-us") / 1e3, leg.number("retransmissions"), leg.number("window"));
  }
}
