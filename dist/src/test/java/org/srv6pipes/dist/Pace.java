package org.srv6pipes.dist;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Lets so many through in a second, evenly. Time that went by with fewer is made up for within a
 * second or not at all, so that nobody meets a crowd after a pause.
 */
final class Pace {

  private static final long SECOND = 1_000_000_000;

  private final AtomicLong next = new AtomicLong(System.nanoTime());
  private final AtomicLong passed = new AtomicLong();
  private volatile long nanosEach;

  /** From now on; until then everybody passes at once. */
  void limitTo(double perSecond) {
    nanosEach = (long) (SECOND / perSecond);
  }

  void await() {
    long each = nanosEach;
    if (each > 0) {
      long now = System.nanoTime();
      LockSupport.parkNanos(next.updateAndGet(it -> Math.max(it, now - SECOND) + each) - now);
    }
    passed.incrementAndGet();
  }

  long passed() {
    return passed.get();
  }
}
