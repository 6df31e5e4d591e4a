package org.srv6pipes.dist;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.lab.Host;

/** A connection that says something every few milliseconds and waits for the echo. */
final class Conversation {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final long PAUSE_NANOS = 5_000_000;

  private final Socket socket;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean finishing;
  private volatile long rounds;
  private volatile long longestNanos;
  private volatile @Nullable IOException failure;

  private Conversation(Socket socket) {
    this.socket = socket;
  }

  /** Begins, with a server that sends back at once what it hears. */
  static Conversation between(Host client, Host server, int port) {
    Conversation conversation =
        new Conversation(TcpPeers.connect(client, server, port, PATIENCE_MILLIS));
    Thread.ofPlatform().daemon().start(conversation::talk);
    return conversation;
  }

  /** Begins several. */
  static List<Conversation> between(Host client, Host server, int port, int several) {
    return IntStream.range(0, several).mapToObj(_ -> between(client, server, port)).toList();
  }

  /** Waits until each was understood so often again. */
  static void awaitRounds(List<Conversation> all, int more) {
    List<Long> before = all.stream().map(Conversation::rounds).toList();
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(
            () ->
                IntStream.range(0, all.size())
                    .allMatch(i -> all.get(i).rounds() >= before.get(i) + more));
  }

  private void talk() {
    try (socket) {
      for (long said = 1; !finishing; said++) {
        long began = System.nanoTime();
        socket.getOutputStream().write((int) said);
        if (socket.getInputStream().read() != (said & 0xff)) {
          throw new IOException("round " + said + " was not echoed");
        }
        longestNanos = Math.max(longestNanos, System.nanoTime() - began);
        rounds = said;
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      socket.shutdownOutput();
      if (socket.getInputStream().read() != -1) {
        throw new IOException("there is something after the last echo");
      }
    } catch (IOException e) {
      failure = e;
    } finally {
      ended.countDown();
    }
  }

  /** How often it was understood. */
  long rounds() {
    return rounds;
  }

  /** The longest time between a word and its echo. */
  long longestNanos() {
    return longestNanos;
  }

  /** What went wrong; nothing as yet if null. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Ends in the proper way, and waits for that. */
  void finish() {
    finishing = true;
    try {
      ended.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
