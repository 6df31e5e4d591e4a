package org.srv6pipes.proxy.syn;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.proxy.flow.RateLimit;
import org.srv6pipes.service.metrics.DurationHistogram;
import org.srv6pipes.wire.FlowKey;

/** What capture and admission count, over all queues. */
public final class SynCounters {

  private static final Logger LOG = LoggerFactory.getLogger(SynCounters.class);

  private static final int LINES_PER_SECOND = 10;

  private final LongAdder captured = new LongAdder();
  private final LongAdder admitted = new LongAdder();
  private final LongAdder passed = new LongAdder();
  private final DurationHistogram verdictTimes = new DurationHistogram();
  private final LongAdder answersSent = new LongAdder();
  private final LongAdder answersSuppressed = new LongAdder();
  private final LongAdder answersFailed = new LongAdder();
  private final Map<Refusal.Kind, LongAdder> refused = new EnumMap<>(Refusal.Kind.class);
  private final RateLimit lines = new RateLimit(LINES_PER_SECOND, System.nanoTime());
  private long unsaid;

  public SynCounters() {
    for (Refusal.Kind kind : Refusal.Kind.values()) {
      refused.put(kind, new LongAdder());
    }
  }

  void captured() {
    captured.increment();
  }

  void admitted() {
    admitted.increment();
  }

  /** Let go past the proxy. */
  void passed(FlowKey flow, String why) {
    passed.increment();
    say("goes past", flow, why);
  }

  /**
   * @param who a flow, or what there is in its place
   */
  void refused(Object who, Refusal refusal) {
    LongAdder counter = refused.get(refusal.kind());
    if (counter != null) {
      counter.increment();
    }
    say("refused", who, refusal);
  }

  private synchronized void say(String what, Object who, Object why) {
    if (lines.allows(System.nanoTime())) {
      LOG.info("{} {}: {}{}", what, who, why, unsaid == 0 ? "" : " (and " + unsaid + " more)");
      unsaid = 0;
    } else {
      unsaid++;
    }
  }

  /** A SYN that was captured then has its verdict. */
  void verdict(long capturedAt) {
    verdictTimes.record(System.nanoTime() - capturedAt);
  }

  /** From the queue to the verdict, which with an end-to-end handshake waits for the server. */
  public DurationHistogram verdictTimes() {
    return verdictTimes;
  }

  void answerSent() {
    answersSent.increment();
  }

  void answerSuppressed() {
    answersSuppressed.increment();
  }

  void answerFailed(FlowKey flow, int errno) {
    answersFailed.increment();
    LOG.warn("flow={} a refusal could not be sent: {}", flow, Errno.name(errno));
  }

  /** The counts as of now. */
  public Snapshot snapshot() {
    Map<Refusal.Kind, Long> byKind = new EnumMap<>(Refusal.Kind.class);
    refused.forEach((kind, count) -> byKind.put(kind, count.sum()));
    return new Snapshot(
        captured.sum(),
        admitted.sum(),
        passed.sum(),
        byKind,
        answersSent.sum(),
        answersSuppressed.sum(),
        answersFailed.sum());
  }

  /**
   * @param captured SYNs that the queue handed over, repeated ones included
   * @param admitted of them, those that admission accepted
   * @param passed those that were let go past the proxy, for want of room or of the function
   * @param refused of them, those that it did not, by kind
   * @param answersSent resets and ICMPv6 errors sent to clients whose SYN was not accepted
   * @param answersSuppressed of them not sent because there were too many
   * @param answersFailed of them that the kernel did not take
   */
  public record Snapshot(
      long captured,
      long admitted,
      long passed,
      Map<Refusal.Kind, Long> refused,
      long answersSent,
      long answersSuppressed,
      long answersFailed) {}
}
