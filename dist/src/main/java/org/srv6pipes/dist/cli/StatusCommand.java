package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.admin.Answer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes status} */
@Command(
    name = "status",
    header = "Say how a running role does.",
    footerHeading = "%nExamples:%n",
    footer = {"  srv6pipes status", "  srv6pipes status --instance a --json"})
final class StatusCommand implements Callable<Integer> {

  private static final String LINE = "%-12s%s%n";

  /** What {@link #printHead} prints. */
  private static final Set<String> HEAD = Set.of("role", "instance", "state", "seconds", "pid");

  /** What {@link #printConnections} prints. */
  private static final Set<String> CONNECTIONS =
      Set.of("prefixes", "flows", "bytes", "syns", "slots", "buffer-bytes", "pipes");

  @Spec private CommandSpec spec;
  @Mixin private AdminOptions admin;

  @Option(names = "--json", description = "Everything, as a JSON object.")
  private boolean json;

  @Override
  public Integer call() throws CommandException {
    Map<String, Object> status = admin.askForObject(Map.of("ask", "status"));
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.of(status));
    } else {
      Answer answer = new Answer(status);
      printHead(answer, out);
      if (answer.has("flows")) {
        printConnections(answer, out);
        printAllBut(CONNECTIONS, answer, out);
      } else {
        printAllBut(Set.of(), answer, out);
      }
    }
    return ExitCode.OK;
  }

  private static void printHead(Answer status, PrintWriter out) {
    out.printf(
        LINE,
        status.text("role"),
        "%s, %s since %s, process %d"
            .formatted(
                status.text("instance"),
                status.text("state"),
                Amount.millis(1000 * status.number("seconds")),
                status.number("pid")));
  }

  private static void printAllBut(Set<String> printed, Answer status, PrintWriter out) {
    status
        .members()
        .forEach(
            (name, value) -> {
              if (!HEAD.contains(name) && !printed.contains(name)) {
                out.printf(LINE, name, text(value));
              }
            });
  }

  private static String text(Object value) {
    return switch (value) {
      case Map<?, ?> counts -> new Answer(counts).counts();
      case List<?> list -> list.stream().map(String::valueOf).collect(joining(", "));
      default -> value.toString();
    };
  }

  private static void printConnections(Answer status, PrintWriter out) {
    Answer flows = status.object("flows");
    Answer syns = status.object("syns");
    Answer bytes = status.object("bytes");
    out.printf(LINE, "prefixes", String.join(", ", status.texts("prefixes")));
    out.printf(
        LINE,
        "flows",
        "%d of %d, %d of them in a handshake; %d since the start"
            .formatted(
                flows.number("open"),
                flows.number("room"),
                flows.number("handshakes"),
                flows.number("started")));
    out.printf(LINE, "ended", orNone(flows.object("ended").counts()));
    out.printf(LINE, "forward", passed(bytes, "forward"));
    out.printf(LINE, "return", passed(bytes, "return"));
    out.printf(
        LINE,
        "SYNs",
        "%d captured, %d admitted%s"
            .formatted(
                syns.number("captured"),
                syns.number("admitted"),
                syns.has("waiting")
                    ? ", %d waiting, %d dropped by the kernel"
                        .formatted(syns.number("waiting"), syns.number("dropped-by-kernel"))
                    : ""));
    out.printf(LINE, "refused", orNone(syns.object("refused").counts()));
    out.printf(
        LINE,
        "in use",
        "%d of %d return paths, %s of buffers, %d pipes"
            .formatted(
                status.object("slots").number("used"),
                status.object("slots").number("room"),
                Amount.bytes(status.number("buffer-bytes")),
                status.number("pipes")));
  }

  private static String passed(Answer bytes, String direction) {
    long in = bytes.number(direction + "-in");
    long out = bytes.number(direction + "-out");
    return "%s in, %s out (%s)"
        .formatted(Amount.bytes(in), Amount.bytes(out), Amount.ratio(in, out));
  }

  private static String orNone(String counts) {
    return counts.isEmpty() ? "none" : counts;
  }
}
