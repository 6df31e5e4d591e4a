package org.srv6pipes.proxy.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.srv6pipes.linux.NfQueueCounters;
import org.srv6pipes.proxy.Proxy;
import org.srv6pipes.proxy.flow.FunctionTally;
import org.srv6pipes.proxy.flow.FunctionTally.Row;
import org.srv6pipes.proxy.flow.Side;
import org.srv6pipes.proxy.relay.PathCounters;
import org.srv6pipes.proxy.relay.RelayCounters;
import org.srv6pipes.proxy.relay.RelaySnapshot;
import org.srv6pipes.proxy.syn.SynCounters;
import org.srv6pipes.service.metrics.Exposition;
import org.srv6pipes.service.metrics.Exposition.Average;
import org.srv6pipes.service.metrics.Exposition.Metric;

/**
 * What a proxy counts, for Prometheus. No label takes values that come from the network, except
 * SIDs, of which there are as many as {@link FunctionTally} and {@link PathCounters} have rows.
 */
public final class ProxyMetrics {

  private final Exposition text;

  private ProxyMetrics(Exposition text) {
    this.text = text;
  }

  public static void write(Proxy proxy, Exposition text) throws InterruptedException {
    ProxyMetrics metrics = new ProxyMetrics(text);
    metrics.syns(proxy);
    metrics.connects(proxy.relayCounters());
    RelaySnapshot snapshot = proxy.snapshot();
    metrics.flows(proxy.relayCounters().snapshot(), snapshot);
    metrics.functions(snapshot.functions().rows());
    metrics.legs(proxy.relayCounters());
    metrics.resources(proxy, snapshot);
  }

  private void syns(Proxy proxy) {
    SynCounters.Snapshot syns = proxy.synCounters().snapshot();
    text.counter("srv6pipes_syns_captured_total", "SYNs to our SIDs that were looked at.")
        .sample(syns.captured());
    text.counter("srv6pipes_syns_admitted_total", "SYNs that admission accepted.")
        .sample(syns.admitted());
    text.counter(
            "srv6pipes_syns_passed_total",
            "SYNs that were let go past the proxy, for want of room or of the function.")
        .sample(syns.passed());
    Metric refused =
        text.counter("srv6pipes_syns_refused_total", "SYNs that admission refused, by reason.");
    syns.refused().forEach((kind, count) -> refused.sample(count, "reason", name(kind)));
    text.counter("srv6pipes_refusals_total", "Resets and ICMPv6 errors for refused SYNs.")
        .sample(syns.answersSent(), "outcome", "sent")
        .sample(syns.answersSuppressed(), "outcome", "suppressed")
        .sample(syns.answersFailed(), "outcome", "failed");
    text.histogram(
        "srv6pipes_syn_verdict_seconds",
        "From the queue to the verdict, which waits for the server unless the handshake is early.",
        proxy.synCounters().verdictTimes());
    queues(proxy);
  }

  /** No samples where the kernel does not tell us. */
  private void queues(Proxy proxy) {
    List<NfQueueCounters> queues = proxy.queueCounts();
    Metric waiting = text.gauge("srv6pipes_queue_waiting", "SYNs without a verdict.");
    queues.forEach(it -> waiting.sample(it.waiting(), "queue", number(it)));
    Metric dropped = text.counter("srv6pipes_queue_dropped_total", "SYNs that the kernel dropped.");
    for (NfQueueCounters queue : queues) {
      dropped.sample(queue.droppedFull(), "queue", number(queue), "because", "queue-full");
      dropped.sample(queue.droppedUnread(), "queue", number(queue), "because", "socket-full");
    }
  }

  private static String number(NfQueueCounters queue) {
    return String.valueOf(queue.queue());
  }

  private void connects(RelayCounters counters) {
    text.histogram(
        "srv6pipes_onward_connect_seconds",
        "How long onward connections took, the ways through later proxies included.",
        counters.connectTimes());
    Metric failed =
        text.counter("srv6pipes_onward_failed_total", "Onward connections that failed, by reason.");
    counters
        .snapshot()
        .connectFailed()
        .forEach((reason, count) -> sampleIfAny(failed, count, "reason", name(reason)));
  }

  private void flows(RelayCounters.Snapshot counts, RelaySnapshot now) {
    text.counter("srv6pipes_flows_started_total", "Flows that admission handed over.")
        .sample(counts.started());
    text.counter("srv6pipes_flows_established_total", "Flows whose client arrived.")
        .sample(counts.established());
    Metric ended = text.counter("srv6pipes_flows_ended_total", "Flows that ended, by reason.");
    counts.ended().forEach((reason, count) -> ended.sample(count, "reason", name(reason)));
    text.gauge("srv6pipes_flows", "Flows in the table.").sample(now.flows());
    text.counter("srv6pipes_dropped_total", "SYNs and connections without a flow, by cause.")
        .sample(counts.turnedAway(), "cause", "too-many-newcomers")
        .sample(counts.unclaimed(), "cause", "unclaimed");
    Metric limited =
        text.counter("srv6pipes_limited_total", "SYNs refused because of a limit, by which.");
    counts.limited().forEach((limit, count) -> sampleIfAny(limited, count, "limit", name(limit)));
    RelaySnapshot.Bytes bytes = now.bytes();
    text.counter("srv6pipes_bytes_total", "Bytes received from one side, sent to the other.")
        .sample(bytes.forwardIn(), "direction", "forward", "at", "in")
        .sample(bytes.forwardOut(), "direction", "forward", "at", "out")
        .sample(bytes.backIn(), "direction", "return", "at", "in")
        .sample(bytes.backOut(), "direction", "return", "at", "out");
  }

  private void functions(Map<FunctionTally.Key, Row> rows) {
    Metric started =
        text.counter("srv6pipes_function_flows_started_total", "Flows that a function served.");
    rows.forEach((key, row) -> started.sample(row.started(), labels(key)));
    Metric open = text.gauge("srv6pipes_function_flows", "Flows that a function serves now.");
    rows.forEach((key, row) -> open.sample(row.open(), labels(key)));
    Metric ended =
        text.counter(
            "srv6pipes_function_flows_ended_total", "Flows that a function served, by end.");
    rows.forEach((key, row) -> endings(ended, key, row));
    Metric bytes =
        text.counter("srv6pipes_function_bytes_total", "Bytes into and out of functions.");
    rows.forEach(
        (key, row) -> {
          bytes.sample(row.bytesIn(), labels(key, "at", "in"));
          bytes.sample(row.bytesOut(), labels(key, "at", "out"));
        });
    Metric seconds = text.counter("srv6pipes_function_seconds_total", "Time spent in functions.");
    rows.forEach((key, row) -> seconds.sample(row.nanos() / 1e9, labels(key)));
  }

  private static void endings(Metric ended, FunctionTally.Key key, Row row) {
    row.ended()
        .forEach((reason, count) -> ended.sample(count, labels(key, "reason", name(reason))));
  }

  private void legs(RelayCounters counters) {
    for (Side side : Side.values()) {
      text.histogram(
          "srv6pipes_" + name(side) + "_round_trip_seconds",
          "The kernel's estimate at the end of one in eight flows and of those in the log.",
          counters.roundTrips(side));
    }
    text.counter("srv6pipes_retransmissions_total", "Segments sent again on those legs.")
        .sample(counters.snapshot().retransmissions());
    paths(counters.paths().estimates());
  }

  private void paths(List<PathCounters.Estimates> paths) {
    Average roundTrips =
        text.average(
            "srv6pipes_path_round_trip_seconds",
            "Round trips of those legs by the segments between the proxy and the end host.");
    paths.forEach(it -> roundTrips.sample(it.roundTripNanos() / 1e9, it.legs(), labels(it)));
    Metric again =
        text.counter("srv6pipes_path_retransmissions_total", "Segments sent again, likewise.");
    paths.forEach(it -> again.sample(it.retransmissions(), labels(it)));
  }

  private static String[] labels(PathCounters.Estimates path) {
    return new String[] {"leg", name(path.leg()), "path", path.path()};
  }

  private void resources(Proxy proxy, RelaySnapshot now) {
    text.gauge("srv6pipes_used", "What is in use of what is bounded.")
        .sample(now.flows() - now.handshakes(), "of", "flows")
        .sample(now.handshakes(), "of", "handshakes")
        .sample(now.slotsUsed(), "of", "slots")
        .sample(proxy.quotas().memory(), "of", "function-bytes");
    text.gauge("srv6pipes_room", "The bounds of what is bounded.")
        .sample(now.flowRoom(), "of", "flows")
        .sample(now.handshakeRoom(), "of", "handshakes")
        .sample(now.slots(), "of", "slots")
        .sample(proxy.quotas().memoryLimit(), "of", "function-bytes");
    text.gauge("srv6pipes_buffer_bytes", "Bytes of buffers in use.").sample(now.bufferBytes());
    text.gauge("srv6pipes_pipes", "Pipes between sockets.").sample(now.pipes());
    text.histogram(
        "srv6pipes_loop_lag_seconds",
        "How late event loops are, looked at four times a second each.",
        proxy.relayCounters().loopLag());
  }

  private static void sampleIfAny(Metric metric, long count, String... labels) {
    if (count > 0) {
      metric.sample(count, labels);
    }
  }

  private static String[] labels(FunctionTally.Key key, String... more) {
    return Stream.concat(
            Stream.of(
                "function", key.function(),
                "sid", key.isOfOthers() ? "other" : key.sid().toString(),
                "direction", name(key.direction())),
            Arrays.stream(more))
        .toArray(String[]::new);
  }

  private static String name(Enum<?> constant) {
    return FlowFields.name(constant);
  }
}
