package org.srv6pipes.benchmarks.experiment;

import static org.srv6pipes.service.config.ValueTypes.BOOLEAN;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.oneOf;
import static org.srv6pipes.service.config.ValueTypes.size;

import java.util.Optional;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;

/**
 * What a client asks for.
 *
 * @param bytes of each answer
 * @param connections at a time
 * @param keepAlive whether a connection serves many requests; otherwise each has its own
 * @param percent of an engine's capacity, where the rate is steady and not given
 * @param rate requests a second, the same for every engine
 * @param noDrop whether each request must be answered in time where the largest rate is searched
 */
public record LoadSpec(
    Kind kind,
    long bytes,
    int connections,
    boolean keepAlive,
    int percent,
    Optional<Integer> rate,
    boolean noDrop) {

  /** By what means. */
  public enum Kind {
    /** {@code wrk}: as many requests as are answered, each connection waiting for its answer. */
    WRK,
    /** {@code iperf3}: bytes without requests, from the server to the client. */
    IPERF3,
    /** Requests at a steady rate, given or a share of what an engine can answer, whoever waits. */
    OPEN_LOOP,
    /** One byte there and back, and then the next one, on connections that stay open. */
    ECHO,
    /** The largest rate of which 99.5 % is answered in time, or all of it. */
    LARGEST_RATE
  }

  /** From this size on it is bytes that count, below it is requests. */
  private static final long BULK = 1 << 18;

  private static final Keys KEYS = new Keys();
  private static final Key<Kind> KIND = KEYS.key("kind", oneOf(Kind.class), Kind.WRK, "By what.");
  private static final Key<Long> SIZE =
      KEYS.key("size", size(1, 1 << 30), 1L << 10, "Bytes of each answer; of `echo`, 1.");
  private static final Key<Integer> CONNECTIONS =
      KEYS.key("connections", integer(1, 5000), 1, "Connections at a time.");
  private static final Key<Boolean> KEEP_ALIVE =
      KEYS.key("keep-alive", BOOLEAN, false, "Whether a connection serves many requests.");
  private static final Key<Integer> PERCENT =
      KEYS.key("percent", integer(1, 200), 50, "For `open-loop`: of what an engine can answer.");

  private static final Key<Optional<Integer>> RATE =
      KEYS.optional(
          "rate",
          integer(1, 1_000_000),
          "For `open-loop`: requests a second, the same for every engine, instead of `percent`.");

  private static final Key<Boolean> NO_DROP =
      KEYS.key(
          "no-drop",
          BOOLEAN,
          false,
          "For `largest-rate`: every request must be answered in time, not 99.5 % of them.");

  static final Table<LoadSpec> TABLE =
      KEYS.readAs(
          values ->
              new LoadSpec(
                  values.get(KIND),
                  values.get(KIND) == Kind.ECHO ? 1 : values.get(SIZE),
                  values.get(CONNECTIONS),
                  values.get(KEEP_ALIVE),
                  values.get(PERCENT),
                  values.get(RATE),
                  values.get(NO_DROP)));

  /** Whether bytes count, rather than requests. */
  public boolean isBulk() {
    return kind == Kind.IPERF3 || bytes >= BULK;
  }

  /** Whether it is latency that counts, because the rate is given. */
  public boolean isSteady() {
    return kind == Kind.OPEN_LOOP || kind == Kind.ECHO;
  }
}
