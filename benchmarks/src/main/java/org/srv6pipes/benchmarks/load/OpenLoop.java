package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.HdrHistogram.Histogram;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;

/**
 * Asks at a given rate, whatever becomes of the answers. Each request has its time, and latency
 * counts from that time, also when the request was sent late because the answer before it was: what
 * a closed loop leaves out (coordinated omission) is in it.
 *
 * <p>One thread for each connection, with blocking sockets, so that the kernel wakes who waits for
 * an answer and nobody polls.
 */
final class OpenLoop {

  /** An answer that takes longer counts as none. */
  static final Duration IN_TIME = Duration.ofSeconds(1);

  private static final long NANOS = 1_000_000_000;

  /**
   * What came of it.
   *
   * @param offered requests that had their time
   */
  record Offered(long offered, Answers answers) {

    double deliveredShare() {
      return (double) answers.requests() / Math.max(1, offered);
    }
  }

  private final LoadSpec spec;

  OpenLoop(LoadSpec spec) {
    this.spec = spec;
  }

  /** Offers so many requests a second. */
  Offered offer(Host client, Engine engine, double rate, Duration duration) {
    long start = System.nanoTime();
    long interval = Math.round(NANOS * spec.connections() / rate);
    List<Asker> askers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < spec.connections(); i++) {
      long first = start + interval * i / spec.connections();
      Asker asker = new Asker(spec, engine, first, interval, start + duration.toNanos());
      askers.add(asker);
      threads.add(client.startThread("asker-" + i, asker));
    }
    Asker.join(threads);
    return summary(askers, duration);
  }

  private Offered summary(List<Asker> askers, Duration duration) {
    Histogram latency = Asker.histogram();
    Histogram firstByte = Asker.histogram();
    long offered = 0;
    for (Asker asker : askers) {
      latency.add(asker.latency());
      firstByte.add(asker.firstByte());
      offered += asker.offered();
    }
    long answered = latency.getCountBetweenValues(0, IN_TIME.toNanos());
    return new Offered(
        offered,
        new Answers(
            answered,
            answered * spec.bytes(),
            duration,
            offered - answered,
            Optional.of(Answers.Latency.of(latency)),
            Optional.of(Answers.Latency.of(firstByte).p50())));
  }
}
