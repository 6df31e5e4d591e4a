package org.srv6pipes.proxy.relay;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.srv6pipes.proxy.flow.EndReason;

/** What the relay counts, over all loops. Nothing here is touched per buffer. */
public final class RelayCounters {

  private final LongAdder started = new LongAdder();
  private final LongAdder established = new LongAdder();
  private final LongAdder unclaimed = new LongAdder();
  private final LongAdder overloaded = new LongAdder();
  private final LongAdder tableFull = new LongAdder();
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder bytesForward = new LongAdder();
  private final LongAdder bytesBack = new LongAdder();
  private final Map<EndReason, LongAdder> ended = new EnumMap<>(EndReason.class);

  public RelayCounters() {
    for (EndReason reason : EndReason.values()) {
      ended.put(reason, new LongAdder());
    }
  }

  void started() {
    started.increment();
  }

  void established() {
    established.increment();
  }

  void unclaimed() {
    unclaimed.increment();
  }

  void overloaded() {
    overloaded.increment();
  }

  void tableFull() {
    tableFull.increment();
  }

  void turnedAway() {
    turnedAway.increment();
  }

  void ended(EndReason reason, long forward, long back) {
    LongAdder counter = ended.get(reason);
    if (counter != null) {
      counter.increment();
    }
    bytesForward.add(forward);
    bytesBack.add(back);
  }

  /** The counts as of now. */
  public Snapshot snapshot() {
    Map<EndReason, Long> byReason = new EnumMap<>(EndReason.class);
    ended.forEach((reason, count) -> byReason.put(reason, count.sum()));
    return new Snapshot(
        started.sum(),
        established.sum(),
        byReason,
        unclaimed.sum(),
        overloaded.sum(),
        tableFull.sum(),
        turnedAway.sum(),
        bytesForward.sum(),
        bytesBack.sum());
  }

  /**
   * @param started flows that admission handed over
   * @param established of them, those whose client arrived
   * @param ended of them, those that ended, by reason
   * @param unclaimed accepted connections that belonged to no flow, and were reset
   * @param overloaded SYNs dropped because a loop had too many waiting
   * @param tableFull SYNs refused because there was no room
   * @param turnedAway SYNs dropped because too many others wanted the room of an older handshake
   * @param bytesForward read from clients of ended flows
   * @param bytesBack read from servers of ended flows
   */
  public record Snapshot(
      long started,
      long established,
      Map<EndReason, Long> ended,
      long unclaimed,
      long overloaded,
      long tableFull,
      long turnedAway,
      long bytesForward,
      long bytesBack) {

    public long open() {
      return started - ended.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
