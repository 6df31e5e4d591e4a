package org.srv6pipes.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.srv6pipes.linux.NativeBuffer;
import org.srv6pipes.linux.Pipe;
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
            var _ = task.loop.watchInput(pipe.readEnd(), (_, _) -> task.ended = true);
            TcpSocket.write(pipe.writeEnd(), oneByte.address(), 1);
            task.run();
          });
      assertThat(task.rounds.get(10, TimeUnit.SECONDS)).isLessThan(MANY_ROUNDS);
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
            var _ = loop.watchInput(pipe.readEnd(), (_, _) -> watcher.run());
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
