package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.srv6pipes.service.admin.Answer;

/** What {@code top} shows, as lines; it remembers the last answers to know rates. */
final class TopFrame {

  private static final int LINES_OF_HEAD = 6;

  /** Bytes that a flow has received from both sides. */
  private record Count(long forward, long back) {}

  private final Paint paint;
  private Map<Long, Count> before = Map.of();
  private long bytesBefore;
  private long nanosBefore;

  TopFrame(Paint paint) {
    this.paint = paint;
  }

  /**
   * @param nanos when the answers came
   * @param columns no line is longer
   * @param rows no more lines than that
   */
  List<String> lines(Answer status, List<Answer> flows, long nanos, int columns, int rows) {
    double seconds = before.isEmpty() && bytesBefore == 0 ? 0 : (nanos - nanosBefore) / 1e9;
    List<String> lines = new ArrayList<>(head(status, seconds, columns));
    for (Answer flow : flows.subList(0, Math.clamp(rows - LINES_OF_HEAD, 0, flows.size()))) {
      lines.add(row(flow, seconds, columns));
    }
    Map<Long, Count> now = new HashMap<>();
    flows.forEach(flow -> now.put(flow.number("flow"), count(flow)));
    before = now;
    bytesBefore = bytes(status);
    nanosBefore = nanos;
    return lines;
  }

  private List<String> head(Answer status, double seconds, int columns) {
    Answer flows = status.object("flows");
    Answer syns = status.object("syns");
    long rate = seconds == 0 ? 0 : Math.round((bytes(status) - bytesBefore) / seconds);
    return List.of(
        paint.bold(
            cut(
                "%s  %s, %s since %s"
                    .formatted(
                        status.text("instance"),
                        String.join(", ", status.texts("prefixes")),
                        status.text("state"),
                        Amount.millis(1000 * status.number("seconds"))),
                columns)),
        cut(
            "flows  %d of %d, %d in a handshake, %d since the start;  now %s/s"
                .formatted(
                    flows.number("open"),
                    flows.number("room"),
                    flows.number("handshakes"),
                    flows.number("started"),
                    Amount.bytes(rate)),
            columns),
        cut(
            "SYNs   %d captured, %d admitted; refused: %s"
                .formatted(
                    syns.number("captured"),
                    syns.number("admitted"),
                    syns.object("refused").counts()),
            columns),
        cut("ended  " + flows.object("ended").counts(), columns),
        "",
        paint.cyan(
            cut(
                columns("FLOW", "FORWARD/S", "RETURN/S", "BYTES", "AGE", "FROM, CHAIN, TO"),
                columns)));
  }

  private String row(Answer flow, double seconds, int columns) {
    Count now = count(flow);
    Count then = before.getOrDefault(flow.number("flow"), now);
    String chain =
        flow.object("forward").objects("functions").stream()
            .map(it -> it.text("name"))
            .collect(joining(" | "));
    return cut(
        columns(
            flow.text("flow"),
            perSecond(now.forward() - then.forward(), seconds),
            perSecond(now.back() - then.back(), seconds),
            Amount.bytes(now.forward() + now.back()),
            Amount.millis(flow.number("ms")),
            flow.text("client")
                + (chain.isEmpty() ? "" : " | " + chain)
                + " > "
                + String.join(", ", flow.object("forward").texts("onward"))),
        columns);
  }

  private static String columns(
      String flow, String forward, String back, String bytes, String age, String rest) {
    return "%-8s%11s%11s%11s%13s  %s".formatted(flow, forward, back, bytes, age, rest);
  }

  private static String perSecond(long bytes, double seconds) {
    return seconds == 0 ? "-" : Amount.bytes(Math.round(bytes / seconds));
  }

  private static Count count(Answer flow) {
    return new Count(
        flow.object("forward").number("bytes-in"), flow.object("return").number("bytes-in"));
  }

  private static long bytes(Answer status) {
    return status.object("bytes").number("forward-in") + status.object("bytes").number("return-in");
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns - 1)) + "…";
  }
}
