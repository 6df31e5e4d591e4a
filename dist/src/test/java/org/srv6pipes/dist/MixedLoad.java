package org.srv6pipes.dist;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;

/**
 * Connections of all kinds at once to servers that send back what they hear. Everything that comes
 * back is compared: each byte is the one that was said, plus what the chain adds, which is the same
 * for the whole connection.
 */
final class MixedLoad {

  /** What a connection is like. */
  enum Kind {
    /** A few thousand bytes there and back, and the end; as many in a second as may be. */
    SHORT(24),
    /** Bulk for twenty seconds to three minutes. */
    LONG(8),
    /** Few bytes at a time, and answers that are taken slowly, for up to a minute. */
    SLOW(30),
    /** A byte, and then nothing for up to a minute, three times. */
    IDLE(150);

    /** How many there are at a time. */
    final int atOnce;

    Kind(int atOnce) {
      this.atOnce = atOnce;
    }
  }

  /**
   * A server, and what the chain that leads to it may add to each byte.
   *
   * @param sums one of these, for the whole connection
   */
  record Target(InetAddress address, int port, List<Integer> sums) {}

  private static final Logger LOG = LoggerFactory.getLogger(MixedLoad.class);
  private static final int CONNECT_MILLIS = 60_000;
  private static final int SILENCE_MILLIS = 60_000;
  private static final int BULK = 32 << 10;
  private static final Duration GLANCE = Duration.ofMillis(500);
  private static final int MOST_FAILURES = 50;

  private final Host from;
  private final List<Target> targets;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Kind, AtomicLong> finished = new EnumMap<>(Kind.class);
  private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
  private final Pace shorts = new Pace();
  private final Pace bulk = new Pace();
  private final AtomicLong longestConnect = new AtomicLong();
  private volatile boolean over;

  MixedLoad(Host from, List<Target> targets) {
    this.from = from;
    this.targets = List.copyOf(targets);
    for (Kind kind : Kind.values()) {
      finished.put(kind, new AtomicLong());
    }
  }

  void start(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (Kind kind : Kind.values()) {
      for (int i = 0; i < kind.atOnce; i++) {
        SplittableRandom own = random.split();
        threads.add(from.startThread(kind + "-" + i, () -> talk(kind, own)));
      }
    }
  }

  /** New short connections since the start. */
  long shorts() {
    return shorts.passed();
  }

  /** Pieces of bulk since the start, {@link #BULK} bytes each way. */
  long pieces() {
    return bulk.passed();
  }

  void limitTo(double shortsPerSecond, double piecesPerSecond) {
    shorts.limitTo(shortsPerSecond);
    bulk.limitTo(piecesPerSecond);
  }

  long finished(Kind kind) {
    return finished.get(kind).get();
  }

  /** Since the last question, in milliseconds. */
  long longestConnect() {
    return longestConnect.getAndSet(0);
  }

  List<String> failures() {
    return List.copyOf(failures);
  }

  /** Lets every connection come to its end. */
  void finish() throws InterruptedException {
    over = true;
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void talk(Kind kind, SplittableRandom random) {
    while (!over) {
      Target target = targets.get(random.nextInt(targets.size()));
      long began = System.nanoTime();
      Conversation conversation = new Conversation(kind, target, random);
      try (conversation) {
        conversation.hold();
        finished.get(kind).incrementAndGet();
      } catch (IOException e) {
        fail(
            "%s from port %d to %s, after %d ms: %s"
                .formatted(kind, conversation.port, target, millisSince(began), e));
      }
    }
  }

  private void fail(String how) {
    if (failures.size() < MOST_FAILURES) {
      failures.add(how);
      LOG.warn("failed: {}", how);
    }
  }

  private static long millisSince(long nanos) {
    return (System.nanoTime() - nanos) / 1_000_000;
  }

  private final class Conversation implements AutoCloseable {
    private final Kind kind;
    private final Target target;
    private final SplittableRandom random;
    private final Socket socket = new Socket();
    private int port;
    private int sum = -1;
    private long said;

    Conversation(Kind kind, Target target, SplittableRandom random) {
      this.kind = kind;
      this.target = target;
      this.random = random;
    }

    void hold() throws IOException {
      if (kind == Kind.SHORT) {
        shorts.await();
      }
      long began = System.nanoTime();
      socket.connect(new InetSocketAddress(target.address(), target.port()), CONNECT_MILLIS);
      port = socket.getLocalPort();
      longestConnect.accumulateAndGet(millisSince(began), Math::max);
      socket.setSoTimeout(SILENCE_MILLIS);
      speak();
      socket.shutdownOutput();
      if (socket.getInputStream().read() != -1) {
        throw new IOException("something comes after " + said + " bytes, the last one");
      }
    }

    private void speak() throws IOException {
      switch (kind) {
        case SHORT -> say(random.nextInt(1, 5000), Duration.ZERO);
        case LONG -> {
          long end = inSeconds(20, 180);
          while (goesOnUntil(end)) {
            bulk.await();
            say(BULK, Duration.ZERO);
          }
        }
        case SLOW -> {
          long end = inSeconds(10, 60);
          while (goesOnUntil(end)) {
            say(random.nextInt(1, 10), Duration.ZERO);
            pause(Duration.ofMillis(random.nextInt(20, 400)));
            say(BULK / 2, Duration.ofMillis(random.nextInt(1, 30)));
          }
        }
        case IDLE -> {
          for (int i = 0; i < 3 && !over; i++) {
            say(1, Duration.ZERO);
            pause(Duration.ofMillis(random.nextInt(1000, 60_000)));
          }
        }
      }
    }

    private long inSeconds(int least, int most) {
      return System.nanoTime() + Duration.ofSeconds(random.nextInt(least, most)).toNanos();
    }

    private boolean goesOnUntil(long end) {
      return !over && System.nanoTime() < end;
    }

    /** Shorter if everything is over. */
    private void pause(Duration duration) {
      long end = System.nanoTime() + duration.toNanos();
      while (goesOnUntil(end)) {
        LockSupport.parkNanos(Math.min(GLANCE.toNanos(), end - System.nanoTime()));
      }
    }

    /** Says something new, and hears it; after each kilobyte of the answer there is a pause. */
    private void say(int length, Duration pause) throws IOException {
      byte[] words = new byte[length];
      random.nextBytes(words);
      socket.getOutputStream().write(words);
      for (int heard = 0; heard < length; ) {
        int most = pause.isZero() ? length - heard : Math.min(1024, length - heard);
        byte[] answer = socket.getInputStream().readNBytes(most);
        compare(answer, words, heard, most);
        heard += most;
        pause(pause);
      }
      said += length;
    }

    private void compare(byte[] answer, byte[] words, int from, int length) throws IOException {
      if (answer.length < length) {
        throw new IOException(
            "the end comes after " + (said + from + answer.length) + " bytes, too early");
      }
      if (sum < 0) {
        sum = answer[0] - words[from] & 0xff;
        if (!target.sums().contains(sum)) {
          throw new IOException("the chain has added " + sum);
        }
      }
      for (int i = 0; i < length; i++) {
        if ((byte) (words[from + i] + sum) != answer[i]) {
          throw new IOException("byte " + (said + from + i) + " is another one");
        }
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
