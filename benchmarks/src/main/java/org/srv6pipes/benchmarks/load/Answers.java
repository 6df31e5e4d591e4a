package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/**
 * What came back in one run.
 *
 * @param requests that were answered, whole
 * @param bytes that arrived
 * @param errors requests that were not answered, or not rightly
 * @param latency of the requests, where the load knows it
 * @param firstByte the median time to the first byte of an answer, where the load knows it
 */
public record Answers(
    long requests,
    long bytes,
    Duration elapsed,
    long errors,
    Optional<Latency> latency,
    Optional<Duration> firstByte) {

  /** Without a word about the first byte. */
  Answers(long requests, long bytes, Duration elapsed, long errors, Optional<Latency> latency) {
    this(requests, bytes, elapsed, errors, latency, Optional.empty());
  }

  /** To the last byte of an answer, from when each kind of load says. */
  public record Latency(Duration p50, Duration p99, Duration p999) {
    private static final double MEDIAN = 50;
    private static final double ONE_IN_HUNDRED = 99;
    private static final double ONE_IN_THOUSAND = 99.9;

    /** Of nanoseconds. */
    static Latency of(Histogram nanos) {
      return new Latency(at(nanos, MEDIAN), at(nanos, ONE_IN_HUNDRED), at(nanos, ONE_IN_THOUSAND));
    }

    private static Duration at(Histogram nanos, double percentile) {
      return Duration.ofNanos(nanos.getValueAtPercentile(percentile));
    }
  }

  static final double NANOS = 1e9;

  public double seconds() {
    return elapsed.toNanos() / NANOS;
  }
}
