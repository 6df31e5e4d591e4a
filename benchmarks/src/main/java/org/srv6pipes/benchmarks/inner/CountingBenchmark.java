package org.srv6pipes.benchmarks.inner;

import org.openjdk.jmh.annotations.Benchmark;
import org.srv6pipes.proxy.chain.Usage;
import org.srv6pipes.service.metrics.DurationHistogram;

/**
 * What it costs to count: once for each call of a function, with the two readings of the clock
 * around it, and once for each connection in a histogram.
 */
public class CountingBenchmark extends InnerLoop {

  private static final int BYTES = 64 << 10;
  private static final long STEP_NANOS = 7919;
  private static final long LONGEST_NANOS = 100_000_000;

  private final Usage usage = new Usage();
  private final DurationHistogram times = new DurationHistogram();
  private long nanos;

  @Benchmark
  public Usage call() {
    long began = System.nanoTime();
    usage.count(BYTES, BYTES, System.nanoTime() - began);
    return usage;
  }

  @Benchmark
  public DurationHistogram connection() {
    nanos = (nanos + STEP_NANOS) % LONGEST_NANOS;
    times.record(nanos);
    return times;
  }
}
