package org.srv6pipes.proxy.relay;

import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that waits for descriptors and runs tasks. Descriptors are watched edge-triggered and
 * for everything at once: a watcher is registered one time, is soon told what is there already, and
 * keeps what it was told until it has taken all of it. Memory that is short ends neither the loop
 * nor what it does again and again.
 */
public final class EventLoop implements Executor {

  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);

  /** Until a watcher that found no memory is told again. */
  private static final long MEMORY_RETRY_NANOS = 250_000_000;

  private static final long MOST_TASK_NANOS = 1_000_000_000;

  /** EPOLLPRI and EPOLLHUP of sys/epoll.h. */
  private static final int URGENT = 0x02;

  private static final int HANG_UP = 0x10;

  private static final EpollIoOps EVERYTHING =
      EpollIoOps.EPOLLIN
          .with(EpollIoOps.EPOLLOUT)
          .with(EpollIoOps.EPOLLRDHUP)
          .with(EpollIoOps.EPOLLERR)
          .with(EpollIoOps.valueOf(URGENT))
          .with(EpollIoOps.EPOLLET);
  private static final EpollIoOps INPUT =
      EpollIoOps.EPOLLIN.with(EpollIoOps.EPOLLERR).with(EpollIoOps.EPOLLET);

  /** Told, on the loop's thread, that a descriptor changed. */
  @FunctionalInterface
  public interface Watcher {
    void ready(boolean input, boolean output);

    /** There are bytes that their sender called urgent. Told before {@link #ready}. */
    default void urgent() {}

    /**
     * The other end has finished. Told before {@link #ready}.
     *
     * @param broken that is not all: the descriptor is of no use any more
     */
    default void hungUp(boolean broken) {}
  }

  /** A watched descriptor. */
  @FunctionalInterface
  interface Watch {
    /**
     * Tells nobody any more, and closes the descriptor when the loop has gone through what it was
     * told last. If its number were free before, another descriptor could have it, and would be
     * told what is meant for this one.
     */
    void closeDescriptor();
  }

  /** That something may happen; for as long as it is not closed. */
  @FunctionalInterface
  public interface Expectation extends AutoCloseable {
    @Override
    void close();
  }

  /** A task that waits for its time. */
  @FunctionalInterface
  interface Timer {
    void cancel();
  }

  private final IoEventLoop netty;
  private final int index;
  private final AtomicInteger children;
  private final Runnable closeEnded = this::closeEnded;
  private @Nullable Handle ended;

  /**
   * @param children how many there are who may start a child process now, for all loops together
   */
  EventLoop(IoEventLoop netty, int index, AtomicInteger children) {
    this.netty = netty;
    this.index = index;
    this.children = children;
  }

  /**
   * Until this is closed child processes may be started, by any thread; by others than this loop
   * once the loop {@linkplain #awaitTask has done} what it does now.
   */
  Expectation expectChildren() {
    children.incrementAndGet();
    return children::decrementAndGet;
  }

  /** Waits until the loop has done what it has to do now; a second at most, and not on itself. */
  void awaitTask() {
    if (inLoop()) {
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    try {
      netty.execute(done::countDown);
      if (!done.await(MOST_TASK_NANOS, TimeUnit.NANOSECONDS)) {
        LOG.warn("loop={} has been busy for a second", index);
      }
    } catch (RejectedExecutionException e) {
      // It does nothing any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The loop's number, from 0. */
  public int index() {
    return index;
  }

  public boolean inLoop() {
    return netty.inEventLoop();
  }

  @Override
  public void execute(Runnable task) {
    netty.execute(task);
  }

  /**
   * Runs a task in the next round, after the loop has looked at its descriptors. What has more to
   * do than its share of a round waits here; {@link #execute} would go on in the same round, and no
   * other flow would have its turn. Called on the loop's thread.
   */
  public void nextRound(Runnable task) {
    // What is due goes into the round's tasks once, before the first of them runs.
    after(0, task);
  }

  /** Runs a task again and again on this loop; the first time after one period. */
  public AutoCloseable every(long periodMillis, Runnable task) {
    var future =
        netty.scheduleWithFixedDelay(
            () -> again(task), periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    return () -> future.cancel(false);
  }

  private void again(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.error("loop={} left out what it does again and again: {}", index, e.toString(), e);
    }
  }

  /** False if there is no memory for that. */
  private boolean runsThisRound(Runnable task) {
    try {
      netty.execute(task);
      return true;
    } catch (OutOfMemoryError e) {
      LOG.error("loop={} out of memory, closes a descriptor at once", index);
      return false;
    }
  }

  /** Runs a task once on this loop, later. */
  public void after(long delayNanos, Runnable task) {
    var _ = netty.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
  }

  /** The same for a task that may not be wanted any more by then. From any thread. */
  Timer timer(long delayNanos, Runnable task) {
    var future = netty.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }

  /** Watches a descriptor for input and output. Called on the loop's thread. */
  Watch watch(int descriptor, Watcher watcher) {
    return register(descriptor, EVERYTHING, watcher);
  }

  /** Watches a descriptor for input alone, to the end. Called on the loop's thread. */
  public void watchInput(int descriptor, Watcher watcher) {
    register(descriptor, INPUT, watcher);
  }

  private Watch register(int descriptor, EpollIoOps operations, Watcher watcher) {
    Handle handle = new Handle(descriptor, watcher);
    Future<IoRegistration> registered = netty.register(handle);
    if (!registered.isSuccess()) {
      throw new IllegalStateException(
          "epoll: descriptor " + descriptor + " could not be watched", registered.cause());
    }
    handle.registration = registered.getNow();
    handle.registration.submit(operations);
    return handle;
  }

  private void closeEnded() {
    Handle next = ended;
    ended = null;
    while (next != null) {
      next.closeNow();
      next = next.endedBefore;
    }
  }

  private final class Handle implements EpollIoHandle, Watch {
    private final FileDescriptor descriptor;
    private final Watcher watcher;
    private @Nullable IoRegistration registration;
    private @Nullable Handle endedBefore;
    private boolean closed;

    Handle(int descriptor, Watcher watcher) {
      this.descriptor = new FileDescriptor(descriptor);
      this.watcher = watcher;
    }

    @Override
    public void closeDescriptor() {
      if (closed) {
        return;
      }
      closed = true;
      if (ended == null && !runsThisRound(closeEnded)) {
        closeNow();
      } else {
        endedBefore = ended;
        ended = this;
      }
    }

    /**
     * Epoll lets go of a descriptor that is closed, and need not be told; unless a child process
     * that was being started has a copy of it, of which epoll goes on to tell under our number.
     */
    private void closeNow() {
      if (children.get() > 0) {
        cancel();
      }
      try {
        descriptor.close();
      } catch (IOException e) {
        LOG.error("loop={} descriptor={} close failed: {}", index, descriptor.intValue(), e);
      }
      cancel();
    }

    private void cancel() {
      if (registration != null) {
        registration.cancel();
      }
    }

    @Override
    public FileDescriptor fd() {
      return descriptor;
    }

    @Override
    public void handle(IoRegistration registered, IoEvent event) {
      if (closed) {
        return;
      }
      int ops = ((EpollIoEvent) event).ops().value();
      boolean broken = (ops & (EpollIoOps.EPOLLERR.value() | HANG_UP)) != 0;
      boolean ended = broken || (ops & EpollIoOps.EPOLLRDHUP.value()) != 0;
      boolean input = (ops & EpollIoOps.EPOLLIN.value()) != 0;
      boolean output = (ops & EpollIoOps.EPOLLOUT.value()) != 0;
      if ((ops & URGENT) != 0) {
        watcher.urgent();
      }
      if (ended) {
        watcher.hungUp(broken);
      }
      ready(registered, input || ended, output || broken);
    }

    private void ready(IoRegistration registered, boolean input, boolean output) {
      try {
        watcher.ready(input, output);
      } catch (OutOfMemoryError e) {
        LOG.error("loop={} out of memory, tries again in a moment", index, e);
        after(MEMORY_RETRY_NANOS, () -> readyAgain(registered, input, output));
      }
    }

    private void readyAgain(IoRegistration registered, boolean input, boolean output) {
      if (registered.isValid() && !closed) {
        ready(registered, input, output);
      }
    }

    @Override
    public void close() {
      // Called by a loop that shuts down, which closes nothing of ours.
    }
  }
}
