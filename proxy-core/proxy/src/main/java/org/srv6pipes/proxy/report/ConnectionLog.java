package org.srv6pipes.proxy.report;

import java.util.Map;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FlowWitness;
import org.srv6pipes.proxy.flow.RateLimit;
import org.srv6pipes.service.Json;

/** One line for each connection that ended: who, to whom, by which functions, how much, why. */
public final class ConnectionLog implements FlowWitness {

  /** A multiplier that spreads consecutive numbers. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final ConnectionLogConfig config;
  private final RateLimit limit;
  private final Sink sink;
  private long omitted;

  /** Where lines go. */
  public interface Sink {
    /** Whether lines about connections that ended so are written at all. */
    boolean takes(EndReason reason);

    /** Writes a line, and never waits. */
    void write(EndReason reason, String line);
  }

  public ConnectionLog(ConnectionLogConfig config, Sink sink) {
    this.config = config;
    this.limit = new RateLimit(config.mostPerSecond(), System.nanoTime());
    this.sink = sink;
  }

  @Override
  public boolean wants(long flow, EndReason reason) {
    return sink.takes(reason) && (reason != EndReason.FINISHED || isChosen(flow));
  }

  private boolean isChosen(long flow) {
    return ((flow * SPREAD) >>> 33) % config.oneIn() == 0;
  }

  @Override
  public void ended(FlowReport report) {
    long before = admit();
    if (before >= 0) {
      Map<String, Object> fields = FlowFields.of(report);
      if (before > 0) {
        fields.put("omitted-before", before);
      }
      sink.write(report.end().orElseThrow(), written(fields));
    }
  }

  private String written(Map<String, Object> fields) {
    return switch (config.format()) {
      case JSON -> Json.of(fields);
      case LOGFMT -> Logfmt.of(fields);
    };
  }

  /** How many lines were left out since the last one, or -1 if this one is too. */
  private synchronized long admit() {
    if (!limit.allows(System.nanoTime())) {
      omitted++;
      return -1;
    }
    long before = omitted;
    omitted = 0;
    return before;
  }
}
