package org.srv6pipes.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether threads hang, and ends the process if one does: a process that is there and does
 * nothing is worse than none, because nobody takes its place.
 *
 * <p>It counts its own looks and no time. So a thread hangs if it has not once had its turn while
 * the watchdog had many; and when the whole process stands still (SIGSTOP, a suspended machine, a
 * garbage collection), or somebody sets the clock, that is one look at most.
 */
public final class Watchdog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);

  /** So many looks make up the patience. */
  private static final int LOOKS = 10;

  /** To write the stacks down may hang as well. */
  private static final long STACKS_SECONDS = 3;

  /** What the watchdog tells. */
  public interface Owner {
    /** A thread hangs, and all stacks are in the log. To get them out there are three seconds. */
    void stacksWritten();

    /** Ends the process, of which nothing is to be relied on. */
    void hangs();
  }

  private static final class Watched {
    private final Pulse pulse;
    private long beats;
    private int missed;

    Watched(Pulse pulse) {
      this.pulse = pulse;
      this.beats = pulse.beats();
    }

    void look() {
      long now = pulse.beats();
      missed = now == beats ? missed + 1 : 0;
      beats = now;
    }
  }

  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Watched> watched = new ArrayList<>();
  private final Duration patience;
  private final Owner owner;

  private Watchdog(Duration patience, List<Pulse> pulses, Owner owner) {
    this.patience = patience;
    this.owner = owner;
    pulses.forEach(pulse -> watched.add(new Watched(pulse)));
  }

  /**
   * Begins to look.
   *
   * @param patience for how long a thread may miss its turns
   */
  public static Watchdog start(Duration patience, List<Pulse> pulses, Owner owner) {
    Watchdog watchdog = new Watchdog(patience, pulses, owner);
    Thread.ofPlatform().daemon().name("watchdog").start(watchdog::watch);
    return watchdog;
  }

  /** How often a pulse must beat: more than once for each look. */
  public static Duration beatInterval(Duration patience) {
    return patience.dividedBy(2 * LOOKS);
  }

  private void watch() {
    try {
      while (!closed.await(patience.toNanos() / LOOKS, TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    watched.forEach(Watched::look);
    List<Pulse> hanging =
        watched.stream().filter(it -> it.missed >= LOOKS).map(it -> it.pulse).toList();
    if (!hanging.isEmpty()) {
      Thread writer = Thread.ofPlatform().daemon().start(() -> lastWords(hanging));
      writer.join(Duration.ofSeconds(STACKS_SECONDS));
      owner.hangs();
    }
  }

  /** Those that hang come first. */
  private void lastWords(List<Pulse> hanging) {
    LOG.error("hanging for {} ms: {}; this process ends", patience.toMillis(), hanging);
    Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
    for (Pulse pulse : hanging) {
      pulse.thread().ifPresent(it -> write(it, stacks.remove(it)));
    }
    stacks.forEach(Watchdog::write);
    owner.stacksWritten();
  }

  private static void write(Thread thread, StackTraceElement @Nullable [] stack) {
    if (stack == null) {
      return; // it has ended
    }
    StringBuilder text = new StringBuilder();
    for (StackTraceElement element : stack) {
      text.append("\n  at ").append(element);
    }
    LOG.error("thread \"{}\" {}{}", thread.getName(), thread.getState(), text);
  }

  /** Looks no more. */
  @Override
  public void close() {
    closed.countDown();
  }
}
