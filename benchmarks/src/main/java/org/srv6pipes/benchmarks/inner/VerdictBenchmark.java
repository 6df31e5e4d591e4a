package org.srv6pipes.benchmarks.inner;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.linux.Verdict;

/**
 * A verdict as a message to the kernel, which has no such packet: what the message and its system
 * call cost, and not what the network then does with a SYN.
 */
public class VerdictBenchmark extends InnerLoop {

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
