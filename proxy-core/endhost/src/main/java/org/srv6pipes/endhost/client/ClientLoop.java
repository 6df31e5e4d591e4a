package org.srv6pipes.endhost.client;

import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.linux.RtnetlinkMonitor;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.wire.Ipv6Address;

/** The one thread that steers. Others ask it to, and are told when it has. */
final class ClientLoop {
  private static final Logger LOG = LoggerFactory.getLogger(ClientLoop.class);

  private static final int MOST_WAITING = 10_000;
  private static final long PAUSE_MILLIS = 500;

  private final BlockingQueue<Runnable> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Steering steering;
  private final RtnetlinkMonitor links =
      RtnetlinkMonitor.open(EnumSet.of(RtnetlinkMonitor.Change.LINKS));
  private final Thread thread = Thread.ofPlatform().name("client").unstarted(this::run);
  private volatile boolean stopped;

  ClientLoop(Steering steering) {
    this.steering = steering;
  }

  void start() {
    thread.start();
  }

  /** Does something with the steering, in its thread. */
  <T> CompletionStage<T> ask(Function<Steering, T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    boolean taken =
        waiting.offer(
            () -> {
              try {
                result.complete(work.apply(steering));
              } catch (RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    if (!taken) {
      result.completeExceptionally(
          new IllegalStateException(MOST_WAITING + " answers wait to be steered by"));
    }
    return result;
  }

  /** See {@link Steerer}. */
  CompletionStage<Boolean> steer(
      String name, Set<Ipv6Address> addresses, ChainRecord chain, long until) {
    return ask(
        it -> {
          it.steer(name, addresses, chain.forward(), until, System.nanoTime());
          return true;
        });
  }

  private void run() {
    while (!stopped) {
      try {
        turn();
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.warn("steering goes on after a failure", e);
      }
    }
  }

  private void turn() throws InterruptedException {
    Runnable work = waiting.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    if (work == null) {
      steering.expire(System.nanoTime());
      if (!links.drain().isEmpty()) {
        steering.repair();
      }
    } else {
      work.run();
    }
  }

  /**
   * Ends the thread; the paths stay.
   *
   * @return how many connections live on them
   */
  int stop() throws InterruptedException {
    stopped = true;
    thread.join();
    int live = steering.liveConnections();
    close();
    return live;
  }

  /** Gives everything back of what was never started. */
  void close() {
    links.close();
    steering.close();
  }
}
