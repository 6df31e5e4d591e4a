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
