package org.srv6pipes.proxy.relay;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.linux.TcpInfo;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.Side;
import org.srv6pipes.service.metrics.DurationHistogram;
import org.srv6pipes.wire.Srh;

/**
 * What the relay counts per connection, over all loops. Nothing here is touched per buffer: see
 * {@link LoopTally}.
 */
public final class RelayCounters {

  private final LongAdder started = new LongAdder();
  private final LongAdder established = new LongAdder();
  private final LongAdder unclaimed = new LongAdder();
  private final Map<EndReason, LongAdder> limited = new EnumMap<>(EndReason.class);
  private final LongAdder turnedAway = new LongAdder();
  private final LongAdder retransmissions = new LongAdder();
  private final Map<EndReason, LongAdder> ended = new EnumMap<>(EndReason.class);
  private final Map<EndReason, LongAdder> connectFailed = new EnumMap<>(EndReason.class);
  private final DurationHistogram connectTimes = new DurationHistogram();
  private final DurationHistogram loopLag = new DurationHistogram();
  private final DurationHistogram clientRoundTrips = new DurationHistogram();
  private final DurationHistogram serverRoundTrips = new DurationHistogram();
  private final PathCounters paths = new PathCounters();

  public RelayCounters() {
    for (EndReason reason : EndReason.values()) {
      ended.put(reason, new LongAdder());
      connectFailed.put(reason, new LongAdder());
      limited.put(reason, new LongAdder());
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

  void limited(EndReason limit) {
    increment(limited, limit);
  }

  void turnedAway() {
    turnedAway.increment();
  }

  void ended(EndReason reason) {
    increment(ended, reason);
  }

  void connected(Duration time) {
    connectTimes.record(time.toNanos());
  }

  void connectFailed(EndReason reason) {
    increment(connectFailed, reason);
  }

  /** A task of a loop came so much later than it should have. */
  void late(long nanos) {
    loopLag.record(Math.max(0, nanos));
  }

  /** How the legs of a flow did that has ended. */
  void legs(FlowReport flow) {
    flow.client().ifPresent(leg -> leg(Side.CLIENT, flow.plan().answer(), leg));
    flow.server().ifPresent(leg -> leg(Side.SERVER, flow.plan().onward(), leg));
  }

  private void leg(Side side, @Nullable Srh header, TcpInfo leg) {
    roundTrips(side).record(leg.roundTrip().toNanos());
    retransmissions.add(leg.retransmissions());
    paths.ended(side, header, leg);
  }

  private static void increment(Map<EndReason, LongAdder> counters, EndReason reason) {
    LongAdder counter = counters.get(reason);
    if (counter != null) {
      counter.increment();
    }
  }

  public DurationHistogram connectTimes() {
    return connectTimes;
  }

  /** How late the loops are for what they planned, looked at four times a second each. */
  public DurationHistogram loopLag() {
    return loopLag;
  }

  /** At the end of one in eight flows, and of those that the connection log holds. */
  public DurationHistogram roundTrips(Side side) {
    return side == Side.CLIENT ? clientRoundTrips : serverRoundTrips;
  }

  /** Of the same flows, by the way that the packets took. */
  public PathCounters paths() {
    return paths;
  }

  /** The counts as of now. */
  public Snapshot snapshot() {
    return new Snapshot(
        started.sum(),
        established.sum(),
        sums(ended),
        sums(connectFailed),
        unclaimed.sum(),
        sums(limited),
        turnedAway.sum(),
        retransmissions.sum());
  }

  private static Map<EndReason, Long> sums(Map<EndReason, LongAdder> counters) {
    Map<EndReason, Long> sums = new EnumMap<>(EndReason.class);
    counters.forEach((reason, count) -> sums.put(reason, count.sum()));
    return sums;
  }

  /**
   * @param started flows that admission handed over
   * @param established of them, those whose client arrived
   * @param ended of them, those that ended, by reason
   * @param connectFailed onward connections that could not be made, by reason
   * @param unclaimed accepted connections that belonged to no flow, and were reset
   * @param limited SYNs refused because of a limit, by which
   * @param turnedAway SYNs dropped because too many others wanted the room of an older handshake
   * @param retransmissions segments sent again on the legs of {@link #roundTrips}
   */
  public record Snapshot(
      long started,
      long established,
      Map<EndReason, Long> ended,
      Map<EndReason, Long> connectFailed,
      long unclaimed,
      Map<EndReason, Long> limited,
      long turnedAway,
      long retransmissions) {

    public long open() {
      return started - ended.values().stream().mapToLong(Long::longValue).sum();
    }
  }
}
