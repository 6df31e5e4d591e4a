package org.srv6pipes.dist;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.srv6pipes.linux.ProcessIdentity;

/** Another process takes over from this one, unless it ends before it has done so. */
final class Succession {

  private static final Duration GLANCE = Duration.ofMillis(100);

  private final ProcessIdentity successor;
  private final AtomicBoolean open = new AtomicBoolean(true);
  private final CountDownLatch ended = new CountDownLatch(1);

  private Succession(ProcessIdentity successor) {
    this.successor = successor;
  }

  /**
   * @param failed what to do if that process ends too early
   */
  static Succession watch(ProcessIdentity successor, Runnable failed) {
    Succession succession = new Succession(successor);
    Thread.ofVirtual().name("succession").start(() -> succession.watch(failed));
    return succession;
  }

  private void watch(Runnable failed) {
    try {
      while (successor.isAlive()) {
        if (ended.await(GLANCE.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      if (open.compareAndSet(true, false)) {
        failed.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  ProcessIdentity successor() {
    return successor;
  }

  /** It has taken over; false if it has ended before. */
  boolean end() {
    if (!successor.isAlive() || !open.compareAndSet(true, false)) {
      return false;
    }
    ended.countDown();
    return true;
  }
}
