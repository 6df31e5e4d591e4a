package org.srv6pipes.dist;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What can happen to a TCP connection. Each event happens at one end, and is told as both ends see
 * it: first the end where it happens, then its peer.
 */
enum TcpEvent {
  FIN_BEFORE_DATA(
      "finishes before any data, and the other answers",
      "all of 100000 bytes, then end",
      "all of 0 bytes, then end") {
    @Override
    void happen(Ends ends) throws Exception {
      ends.actor().shutdownOutput();
      String atPeer = hear(ends.peer(), 0);
      say(ends.peer(), 100_000);
      ends.peer().close();
      ends.saw(hear(ends.actor(), 100_000), atPeer);
    }
  },

  FIN_DURING_DATA(
      "finishes while data goes both ways",
      "all of 1000000 bytes, then end",
      "all of 1000000 bytes, then end") {
    @Override
    void happen(Ends ends) throws Exception {
      CompletableFuture<String> atActor = meanwhile(() -> hear(ends.actor(), 1_000_000));
      CompletableFuture<String> atPeer = meanwhile(() -> hear(ends.peer(), 1_000_000));
      CompletableFuture<String> answered = meanwhile(() -> sayAndFinish(ends.peer(), 1_000_000));
      sayAndFinish(ends.actor(), 1_000_000);
      await(answered);
      ends.saw(await(atActor), await(atPeer));
    }
  },

  FIN_AFTER_DATA(
      "finishes with its last data, and the other goes on for long",
      "all of 3000000 bytes, then end",
      "all of 100 bytes, then end") {
    @Override
    void happen(Ends ends) throws Exception {
      sayAndFinish(ends.actor(), 100);
      String atPeer = hear(ends.peer(), 100);
      CompletableFuture<String> atActor = meanwhile(() -> hear(ends.actor(), 3_000_000));
      sayAndFinish(ends.peer(), 3_000_000);
      ends.saw(await(atActor), atPeer);
    }
  },

  CLOSE_WHILE_THE_OTHER_SENDS(
      "closes, and the other writes on", "closed", "all of 0 bytes, then end; writing fails") {
    @Override
    void happen(Ends ends) throws Exception {
      ends.actor().close();
      String heard = hear(ends.peer(), 0);
      ends.saw("closed", heard + "; " + write(ends.peer(), Integer.MAX_VALUE));
    }
  },

  CLOSE_WITH_UNREAD_DATA(
      "closes with data that it has not read",
      "closed",
      "all of 0 bytes, then end; writing fails") {
    @Override
    void happen(Ends ends) throws Exception {
      say(ends.peer(), 10_000);
      awaitReadable(ends.actor(), 10_000);
      ends.actor().close();
      String heard = hear(ends.peer(), 0);
      ends.saw("closed", heard + "; " + write(ends.peer(), Integer.MAX_VALUE));
    }
  },

  RESET_BEFORE_DATA("resets before any data", "closed", "all of 0 bytes, then reset") {
    @Override
    void happen(Ends ends) throws Exception {
      reset(ends.actor());
      ends.saw("closed", hear(ends.peer(), 0));
    }
  },

  RESET_DURING_DATA(
      "resets in the middle of what it sends", "closed", "a part of 5000000 bytes, then reset") {
    @Override
    void happen(Ends ends) throws Exception {
      CompletableFuture<String> said = meanwhile(() -> write(ends.actor(), 5_000_000));
      ends.peer().getInputStream().skipNBytes(1000);
      reset(ends.actor());
      said.cancel(true);
      ends.saw("closed", hear(ends.peer(), 1000, 5_000_000));
    }
  },

  RESET_AFTER_DATA(
      "resets after data that the other's kernel has", "closed", "all of 10000 bytes, then reset") {
    @Override
    void happen(Ends ends) throws Exception {
      say(ends.actor(), 10_000);
      awaitReadable(ends.peer(), 10_000);
      reset(ends.actor());
      ends.saw("closed", hear(ends.peer(), 10_000));
    }
  },

  RESET_AFTER_ITS_OWN_FIN(
      "finishes, then resets while the other sends",
      "closed",
      "all of 0 bytes, then end; writing fails") {
    @Override
    void happen(Ends ends) throws Exception {
      ends.actor().shutdownOutput();
      String heard = hear(ends.peer(), 0);
      reset(ends.actor());
      ends.saw("closed", heard + "; " + write(ends.peer(), Integer.MAX_VALUE));
    }
  },

  WINDOW_ZERO(
      "stops reading, and reads on later",
      "all of 100000000 bytes, then end",
      "waits, then goes on") {
    @Override
    void happen(Ends ends) throws Exception {
      AtomicLong written = new AtomicLong();
      CompletableFuture<String> said =
          meanwhile(
              () -> {
                write(ends.peer(), 100_000_000, written);
                ends.peer().shutdownOutput();
                return "";
              });
      String waits = stopsBefore(100_000_000, written) ? "waits" : "does not wait";
      String heard = hear(ends.actor(), 100_000_000);
      await(said);
      ends.saw(heard, waits + ", then goes on");
    }
  },

  URGENT_DATA("sends a byte as urgent among others", "sent", "all of 3 bytes, then end") {
    @Override
    void happen(Ends ends) throws Exception {
      ends.peer().setOOBInline(true);
      ends.actor().getOutputStream().write(pattern(0));
      ends.actor().sendUrgentData(pattern(1));
      ends.actor().getOutputStream().write(pattern(2));
      ends.actor().shutdownOutput();
      ends.saw("sent", hear(ends.peer(), 3));
    }
  };

  /** The two ends of a connection, and what they saw. */
  record Ends(Socket actor, Socket peer, StringBuilder seen) {

    void saw(String atActor, String atPeer) {
      seen.append(atActor).append(" | ").append(atPeer);
    }
  }

  private static final int SILENCE_MILLIS = 20_000;

  private final String words;
  private final String atActor;
  private final String atPeer;

  TcpEvent(String words, String atActor, String atPeer) {
    this.words = words;
    this.atActor = atActor;
    this.atPeer = atPeer;
  }

  /** What the end does at which it happens. */
  String words() {
    return words;
  }

  /** What plain TCP does: both ends, as {@link #of} tells it. */
  String expected() {
    return atActor + " | " + atPeer;
  }

  abstract void happen(Ends ends) throws Exception;

  /** Lets it happen to a connection. */
  String of(Socket actor, Socket peer) throws Exception {
    Ends ends = new Ends(actor, peer, new StringBuilder());
    actor.setSoTimeout(SILENCE_MILLIS);
    peer.setSoTimeout(SILENCE_MILLIS);
    try (actor;
        peer) {
      happen(ends);
    }
    return ends.seen().toString();
  }

  /** Nothing that compresses, so that as much goes over the wires as is said. */
  private static byte pattern(long position) {
    long mixed = (position ^ (position >>> 7)) * 0x9E3779B97F4A7C15L;
    return (byte) (((mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L) >>> 56);
  }

  private static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private static void say(Socket socket, int count) throws IOException {
    socket.getOutputStream().write(bytes(0, count));
  }

  private static byte[] bytes(long from, int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = pattern(from + i);
    }
    return bytes;
  }

  private static String sayAndFinish(Socket socket, int count) throws IOException {
    say(socket, count);
    socket.shutdownOutput();
    return "";
  }

  private static String write(Socket socket, int count) {
    return write(socket, count, new AtomicLong());
  }

  /** In small pieces, until all is written or it fails. */
  private static String write(Socket socket, int count, AtomicLong written) {
    try {
      while (written.get() < count) {
        int piece = (int) Math.min(10_000, count - written.get());
        socket.getOutputStream().write(bytes(written.get(), piece));
        written.addAndGet(piece);
      }
      return "written";
    } catch (IOException e) {
      return "writing fails";
    }
  }

  private static String hear(Socket socket, long count) throws IOException {
    return hear(socket, 0, count);
  }

  /** Reads until there is no more, and says how much it was and how it ended. */
  private static String hear(Socket socket, long from, long count) throws IOException {
    InputStream input = socket.getInputStream();
    byte[] piece = new byte[100_000];
    long position = from;
    String end = "end";
    try {
      for (int read = input.read(piece); read >= 0; read = input.read(piece)) {
        for (int i = 0; i < read; i++) {
          if (piece[i] != pattern(position++)) {
            return "another byte at " + (position - 1);
          }
        }
      }
    } catch (SocketTimeoutException e) {
      end = "silence";
    } catch (SocketException e) {
      end = "reset";
    }
    return (position == count ? "all" : "a part") + " of " + count + " bytes, then " + end;
  }

  private static void awaitReadable(Socket socket, int count) throws IOException {
    long began = System.nanoTime();
    while (socket.getInputStream().available() < count) {
      if (System.nanoTime() - began > TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS)) {
        throw new SocketTimeoutException("only " + socket.getInputStream().available() + " bytes");
      }
      Thread.onSpinWait();
    }
  }

  /** Whether nothing more is written for a while, before all is. */
  private static boolean stopsBefore(long all, AtomicLong written) {
    long since = System.nanoTime();
    long last = written.get();
    while (last < all && System.nanoTime() - since < 500_000_000) {
      if (written.get() != last) {
        last = written.get();
        since = System.nanoTime();
      }
      Thread.onSpinWait();
    }
    return last < all;
  }

  private static CompletableFuture<String> meanwhile(Callable<String> work) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(work.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  private static String await(CompletableFuture<String> result)
      throws InterruptedException, ExecutionException, TimeoutException {
    return result.get(60, TimeUnit.SECONDS);
  }
}
