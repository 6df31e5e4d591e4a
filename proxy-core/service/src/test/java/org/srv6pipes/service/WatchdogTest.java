package org.srv6pipes.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchdogTest {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final CountDownLatch hung = new CountDownLatch(1);
  private final AtomicInteger written = new AtomicInteger();

  private final Watchdog.Owner owner =
      new Watchdog.Owner() {
        @Override
        public void stacksWritten() {
          written.incrementAndGet();
        }

        @Override
        public void hangs() {
          hung.countDown();
        }
      };

  @Test
  void shouldNoticeTheOneThatHangsAmongThoseThatDoNot() throws InterruptedException {
    Pulse living = new Pulse("living");
    Pulse hanging = new Pulse("hanging");
    CountDownLatch release = new CountDownLatch(1);
    try (ScheduledExecutorService one = Executors.newSingleThreadScheduledExecutor();
        ScheduledExecutorService other = Executors.newSingleThreadScheduledExecutor();
        Watchdog _ = Watchdog.start(PATIENCE, List.of(living, hanging), owner)) {
      beat(one, living);
      beat(other, hanging);
      assertThat(hung.await(3 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
      other.execute(() -> waitFor(release));
      assertThat(hung.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(written.get()).isPositive();
      release.countDown();
    }
  }

  @Test
  void shouldSayNothingAfterItsEnd() throws InterruptedException {
    Watchdog.start(PATIENCE, List.of(new Pulse("dead")), owner).close();
    assertThat(hung.await(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isFalse();
  }

  private static void beat(ScheduledExecutorService thread, Pulse pulse) {
    long millis = Watchdog.beatInterval(PATIENCE).toMillis();
    var _ = thread.scheduleWithFixedDelay(pulse::beat, 0, millis, TimeUnit.MILLISECONDS);
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
