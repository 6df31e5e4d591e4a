package org.srv6pipes.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.NativeBuffer;
import org.srv6pipes.linux.Pipe;
import org.srv6pipes.linux.SocketAddress6;
import org.srv6pipes.linux.TcpSocket;

class EventLoopTest {

  private static final int MANY_ROUNDS = 1000;

  @Test
  void shouldLookForInputBetweenTheRoundsOfATaskThatNeverEnds() throws Exception {
    try (EventLoops loops = new EventLoops(1);
        Pipe pipe = Pipe.open(4096);
        NativeBuffer oneByte = NativeBuffer.allocate(1)) {
      Endless task = new Endless(loops.all().getFirst());
      task.loop.execute(
          () -> {
            task.loop.watchInput(pipe.readEnd(), (_, _) -> task.ended = true);
            TcpSocket.write(pipe.writeEnd(), oneByte.address(), 1);
            task.run();
          });
      assertThat(task.rounds.get(10, TimeUnit.SECONDS)).isLessThan(MANY_ROUNDS);
    }
  }

  /** Both sockets are of the same batch: not connected, they have something to tell at once. */
  @Test
  void shouldGiveNoNumberToAnotherDescriptorWhileTheLoopHasSomethingToTellItsLastOne()
      throws Exception {
    try (EventLoops loops = new EventLoops(1)) {
      EventLoop loop = loops.all().getFirst();
      Closing closing = new Closing(loop, TcpSocket.open(), TcpSocket.open());
      loop.execute(closing::begin);
      closing.told.get(10, TimeUnit.SECONDS);
      assertThat(closing.otherTold).as("events of the one that was closed").isZero();
      assertThat(closing.another).isNotEqualTo(closing.other);
      assertThat(TcpSocket.peerName(closing.other, new SocketAddress6()))
          .as("not open any more")
          .isNotEqualTo(-Errno.ENOTCONN);
      TcpSocket.close(closing.another);
      TcpSocket.close(closing.first);
    }
  }

  @Test
  void shouldTellAWatcherAgainThatFoundNoMemory() throws Exception {
    try (EventLoops loops = new EventLoops(1);
        Pipe pipe = Pipe.open(4096);
        NativeBuffer oneByte = NativeBuffer.allocate(1)) {
      EventLoop loop = loops.all().getFirst();
      NoMemoryAtFirst watcher = new NoMemoryAtFirst();
      loop.execute(
          () -> {
            loop.watchInput(pipe.readEnd(), (_, _) -> watcher.run());
            TcpSocket.write(pipe.writeEnd(), oneByte.address(), 1);
          });
      watcher.awaitSecondTime();
    }
  }

  @Test
  void shouldDoAgainWhatOnceFoundNoMemory() throws Exception {
    try (EventLoops loops = new EventLoops(1)) {
      NoMemoryAtFirst task = new NoMemoryAtFirst();
      try (AutoCloseable _ = loops.all().getFirst().every(1, task)) {
        task.awaitSecondTime();
      }
    }
  }

  @Test
  void shouldDoAgainWhatOnceFailed() throws Exception {
    try (EventLoops loops = new EventLoops(1)) {
      CountDownLatch twice = new CountDownLatch(2);
      Runnable failing =
          () -> {
            twice.countDown();
            throw new IllegalStateException("in a test");
          };
      try (AutoCloseable _ = loops.all().getFirst().every(1, failing)) {
        assertThat(twice.await(10, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  /** A loop that is in the middle of closing a descriptor may not have heard of them. */
  @Test
  void shouldExpectChildrenWhenNoLoopIsInTheMiddleOfSomething() throws Exception {
    try (EventLoops loops = new EventLoops(2)) {
      CountDownLatch begun = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      AtomicBoolean over = new AtomicBoolean();
      loops
          .all()
          .getLast()
          .execute(
              () -> {
                begun.countDown();
                awaitUninterruptibly(go);
                over.set(true);
              });
      begun.await();
      loops.all().getFirst().after(100_000_000, go::countDown);
      try (EventLoop.Expectation _ = loops.expectChildren()) {
        assertThat(over).isTrue();
      }
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void shouldExpectChildrenOfLoopsThatHaveEnded() {
    EventLoops loops = new EventLoops(2);
    loops.close();
    loops.expectChildren().close();
  }

  /** Needs more memory than there is, once. */
  private static final class NoMemoryAtFirst implements Runnable {
    private final CompletableFuture<Void> secondTime = new CompletableFuture<>();
    private boolean failed;

    @Override
    public void run() {
      if (failed) {
        secondTime.complete(null);
      } else {
        failed = true;
        throw new OutOfMemoryError("in a test");
      }
    }

    void awaitSecondTime() throws Exception {
      secondTime.get(10, TimeUnit.SECONDS);
    }
  }

  /** Who is told first closes the other one, and opens another. */
  private static final class Closing {
    private final EventLoop loop;
    private final int first;
    private final int other;
    private final CompletableFuture<Void> told = new CompletableFuture<>();
    private EventLoop.@Nullable Watch watchOfOther;
    private int otherTold;
    private int another;

    Closing(EventLoop loop, int first, int other) {
      this.loop = loop;
      this.first = first;
      this.other = other;
    }

    void begin() {
      var _ = loop.watch(first, (_, _) -> closeOther());
      watchOfOther = loop.watch(other, (_, _) -> otherTold++);
    }

    private void closeOther() {
      if (watchOfOther != null && another == 0) {
        watchOfOther.closeDescriptor();
        another = TcpSocket.open();
        loop.nextRound(() -> loop.nextRound(() -> told.complete(null)));
      }
    }
  }

  /** Runs until the loop has seen input, or for too long. */
  private static final class Endless implements Runnable {
    private final EventLoop loop;
    private final CompletableFuture<Integer> rounds = new CompletableFuture<>();
    private int count;
    private boolean ended;

    Endless(EventLoop loop) {
      this.loop = loop;
    }

    @Override
    public void run() {
      count++;
      if (ended || count == MANY_ROUNDS) {
        rounds.complete(count);
      } else {
        loop.nextRound(this);
      }
    }
  }
}
