package org.srv6pipes.proxy.relay;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The threads besides the loops: a few for functions that compute for long, and virtual ones for
 * those that may wait. A flow has at most one job in each direction, so what waits here is bounded
 * by the number of flows.
 */
final class Workers implements AutoCloseable {

  private final ExecutorService heavy;
  private final ExecutorService blocking;

  Workers(int threads) {
    heavy =
        Executors.newFixedThreadPool(
            threads, Thread.ofPlatform().daemon().name("heavy-", 0).factory());
    blocking =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("blocking-", 0).factory());
  }

  Executor heavy() {
    return heavy;
  }

  Executor blocking() {
    return blocking;
  }

  @Override
  public void close() {
    heavy.shutdownNow();
    blocking.shutdownNow();
  }
}
