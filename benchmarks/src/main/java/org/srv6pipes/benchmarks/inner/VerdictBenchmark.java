package org.srv6pipes.benchmarks.inner;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.linux.Verdict;

/**
 * A verdict as a message to the kernel, which has no such packet: what the message and its system
 * call cost, and not what the network then does with a SYN.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class VerdictBenchmark {

  private static final int QUEUE = 7;
  private static final int MARK = 0x101;

  private NfQueue queue;
  private int packet;

  @Setup
  public void bind() {
    queue = NfQueue.open(QUEUE, NfQueueOptions.forSyns());
  }

  @Benchmark
  public void verdict() {
    queue.verdict(++packet, Verdict.ACCEPT, MARK);
  }

  @TearDown
  public void end() {
    queue.close();
  }
}
