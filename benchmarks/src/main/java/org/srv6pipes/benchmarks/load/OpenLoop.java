package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.LabException;

/**
 * Asks at a given rate, whatever becomes of the answers. Each request has its time, and latency
 * counts from that time, also when the request was sent late because the answer before it was: what
 * a closed loop leaves out (coordinated omission) is in it.
 *
 * <p>One thread for each connection, with blocking sockets, so that the kernel wakes who waits for
 * an answer and nobody polls. Connections that are kept open are open before the time begins, so
 * that latency is that of requests; where each request has its own connection, opening it counts.
 */
final class OpenLoop {

  private static final Duration TO_BE_READY = Duration.ofMinutes(1);
  private static final long NANOS = 1_000_000_000;
  private static final long WHATEVER_IS_MISSED = Long.MAX_VALUE;

  /** The interval of one who asks again as soon as it has its answer. */
  static final long AT_ONCE = 0;

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

  /**
   * The time of all who ask: it begins when each of them is ready, and is over early when more was
   * missed than may be.
   */
  static final class Clock {
    private final CyclicBarrier all;
    private final long duration;
    private final long mayMiss;
    private final AtomicLong missed = new AtomicLong();
    private volatile long start;

    Clock(int askers, Duration duration, long mayMiss) {
      this.mayMiss = mayMiss;
      this.all = new CyclicBarrier(askers, () -> start = System.nanoTime());
      this.duration = duration.toNanos();
    }

    /** When the first may ask. */
    long start() {
      try {
        all.await(TO_BE_READY.toMillis(), TimeUnit.MILLISECONDS);
        return start;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new LabException("interrupted before the load", e);
      } catch (BrokenBarrierException | TimeoutException e) {
        throw new LabException(
            "not all who ask are ready within %d s".formatted(TO_BE_READY.toSeconds()), e);
      }
    }

    /** Something was not answered in time. */
    void miss() {
      missed.incrementAndGet();
    }

    /** Whether what is due then is not asked any more. */
    boolean isOver(long due) {
      return due - start >= duration || missed.get() > mayMiss;
    }
  }

  private final LoadSpec spec;
  private final Duration inTime;

  /**
   * @param inTime how long an answer may take; later it counts as none
   */
  OpenLoop(LoadSpec spec, Duration inTime) {
    this.spec = spec;
    this.inTime = inTime;
  }

  /** How much is answered in a second when each asks again as soon as it has its answer. */
  double capacity(Host client, Engine engine, Duration duration) {
    Answers answers = ask(client, engine, AT_ONCE, duration, WHATEVER_IS_MISSED).answers();
    return Math.max(1, answers.requests() / answers.seconds());
  }

  /** Offers so many requests a second. */
  Offered offer(Host client, Engine engine, double rate, Duration duration) {
    return offer(client, engine, rate, duration, WHATEVER_IS_MISSED);
  }

  /** The same, until more than so many are not answered in time. */
  Offered offer(Host client, Engine engine, double rate, Duration duration, long mayMiss) {
    long interval = Math.round(NANOS * spec.connections() / rate);
    return ask(client, engine, interval, duration, mayMiss);
  }

  private Offered ask(Host client, Engine engine, long interval, Duration duration, long mayMiss) {
    Clock clock = new Clock(spec.connections(), duration, mayMiss);
    List<Asker> askers = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < spec.connections(); i++) {
      Asker asker =
          new Asker(spec, engine, clock, interval * i / spec.connections(), interval, inTime);
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
    long answered = 0;
    for (Asker asker : askers) {
      latency.add(asker.latency());
      firstByte.add(asker.firstByte());
      offered += asker.offered();
      answered += asker.answered();
    }
    if (offered == 0) {
      throw new LabException("nobody could ask");
    }
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
