package org.srv6pipes.proxy.flow;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.srv6pipes.function.Direction;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.flow.FlowReport.DirectionReport;
import org.srv6pipes.proxy.flow.FlowReport.FunctionReport;
import org.srv6pipes.wire.Ipv6Address;

/**
 * What the functions have done, by SID. Whoever makes SYNs up can name any SID, so the number of
 * rows has a bound; what comes after counts for its function as a whole. A row stays, so that its
 * numbers never fall. Not thread-safe.
 */
public final class FunctionTally {

  /** As many rows as can be read many times an hour by whoever collects them. */
  private static final int MOST_ROWS = 64;

  /**
   * A row's name.
   *
   * @param sid the unspecified address for all that have no row of their own
   */
  public record Key(String function, Ipv6Address sid, Direction direction) {

    public boolean isOfOthers() {
      return sid.isUnspecified();
    }
  }

  /** A row. */
  public static final class Row {
    private long started;
    private long bytesIn;
    private long bytesOut;
    private long nanos;
    private final Map<EndReason, Long> ended = new EnumMap<>(EndReason.class);

    private void add(Row that) {
      started += that.started;
      bytesIn += that.bytesIn;
      bytesOut += that.bytesOut;
      nanos += that.nanos;
      that.ended.forEach((reason, count) -> ended.merge(reason, count, Long::sum));
    }

    private void add(FunctionReport report) {
      bytesIn += report.bytesIn();
      bytesOut += report.bytesOut();
      nanos += report.nanos();
    }

    public long started() {
      return started;
    }

    public long open() {
      return started - ended.values().stream().mapToLong(Long::longValue).sum();
    }

    public Map<EndReason, Long> ended() {
      return ended;
    }

    public long bytesIn() {
      return bytesIn;
    }

    public long bytesOut() {
      return bytesOut;
    }

    public long nanos() {
      return nanos;
    }
  }

  private final Map<Key, Row> rows = new HashMap<>();

  public Map<Key, Row> rows() {
    return rows;
  }

  /** The functions of a flow begin. */
  public void started(AdmittedFlow flow) {
    start(flow.forward(), Direction.FORWARD);
    start(flow.back(), Direction.RETURN);
  }

  private void start(List<PlannedFunction> functions, Direction direction) {
    functions.forEach(function -> row(function, direction).started++);
  }

  /** They have ended, and did so much. */
  public void ended(FlowReport flow, EndReason reason) {
    running(flow);
    end(flow.forward(), Direction.FORWARD, reason);
    end(flow.back(), Direction.RETURN, reason);
  }

  private void end(DirectionReport direction, Direction towards, EndReason reason) {
    for (FunctionReport report : direction.functions()) {
      row(report.function(), towards).ended.merge(reason, 1L, Long::sum);
    }
  }

  /** They have done so much so far. For a copy that is thrown away. */
  public void running(FlowReport flow) {
    add(flow.forward(), Direction.FORWARD);
    add(flow.back(), Direction.RETURN);
  }

  private void add(DirectionReport direction, Direction towards) {
    direction.functions().forEach(report -> row(report.function(), towards).add(report));
  }

  /** The rows of several tallies together. */
  public void addAll(FunctionTally that) {
    that.rows.forEach((key, row) -> rows.computeIfAbsent(key, _ -> new Row()).add(row));
  }

  private Row row(PlannedFunction function, Direction direction) {
    Key own = new Key(function.name(), function.sid().address(), direction);
    Row known = rows.get(own);
    if (known != null) {
      return known;
    }
    Key key =
        rows.size() < MOST_ROWS
            ? own
            : new Key(function.name(), Ipv6Address.UNSPECIFIED, direction);
    return rows.computeIfAbsent(key, _ -> new Row());
  }
}
