package org.srv6pipes.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.engine.Way;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.LabException;

/** One of those that ask in an {@link OpenLoop}: request after request, each at its own time. */
final class Asker implements Runnable {

  private static final long LONGEST = TimeUnit.MINUTES.toNanos(2);
  private static final int DIGITS = 3;
  private static final int MOST_HEADERS = 4096;
  private static final byte[] END_OF_HEADERS = "\r\n\r\n".getBytes(US_ASCII);

  private final LoadSpec spec;
  private final InetSocketAddress target;
  private final OpenLoop.Clock clock;
  private final long first;
  private final long interval;
  private final byte[] request;
  private final byte[] buffer;
  private final Histogram latency = histogram();
  private final Histogram firstByte = histogram();
  private final long inTime;

  private long offered;
  private long answered;
  private @Nullable Socket socket;

  /**
   * @param first when it asks first, from the clock's start on
   * @param interval from one request to the next, or {@link OpenLoop#AT_ONCE}
   * @param inTime how long an answer may take
   */
  Asker(
      LoadSpec spec,
      Engine engine,
      OpenLoop.Clock clock,
      long first,
      long interval,
      Duration inTime) {
    this.spec = spec;
    this.target = new InetSocketAddress(engine.target().toInet(), Way.PORT);
    this.clock = clock;
    this.first = first;
    this.interval = interval;
    this.inTime = inTime.toNanos();
    this.request =
        "GET /%d HTTP/1.1\r\nHost: origin\r\nConnection: %s\r\n\r\n"
            .formatted(spec.bytes(), spec.keepAlive() ? "keep-alive" : "close")
            .getBytes(US_ASCII);
    this.buffer = new byte[(int) spec.bytes() + MOST_HEADERS];
  }

  static Histogram histogram() {
    return new Histogram(LONGEST, DIGITS);
  }

  /** Waits for all who ask. */
  static void join(List<Thread> askers) {
    try {
      for (Thread asker : askers) {
        asker.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted under load", e);
    }
  }

  @Override
  public void run() {
    if (spec.keepAlive()) {
      openEarly();
    }
    long due = clock.start() + first;
    while (!clock.isOver(due)) {
      waitUntil(due);
      offered++;
      askInTime(due);
      due = interval == OpenLoop.AT_ONCE ? System.nanoTime() : due + interval;
    }
    hangUp();
  }

  private void openEarly() {
    try {
      connection();
    } catch (IOException failed) {
      hangUp(); // the first request tries again, and it counts
    }
  }

  /** What has waited too long for its turn is not asked any more; so a load comes to its end. */
  private void askInTime(long due) {
    if (System.nanoTime() - due > inTime) {
      unanswered(due);
      return;
    }
    try {
      ask(due);
    } catch (IOException failed) {
      hangUp();
      unanswered(due);
    }
  }

  /** Nobody knows how long it would have taken, but for longer than it may. */
  private void unanswered(long due) {
    latency.recordValue(Math.clamp(System.nanoTime() - due, inTime, LONGEST));
    clock.miss();
  }

  private static void waitUntil(long time) {
    long left = time - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = time - System.nanoTime();
    }
  }

  private void ask(long due) throws IOException {
    Socket connection = connection();
    connection.getOutputStream().write(request);
    InputStream answer = connection.getInputStream();
    int count = answer.read(buffer);
    long begun = System.nanoTime();
    while (count > 0 && count < length(count)) {
      int more = answer.read(buffer, count, buffer.length - count);
      count = more < 0 ? -1 : count + more;
    }
    if (count < 0) {
      throw new IOException("the answer ends too soon");
    }
    firstByte.recordValue(Math.min(LONGEST, begun - due));
    long taken = System.nanoTime() - due;
    latency.recordValue(Math.min(LONGEST, taken));
    if (taken <= inTime) {
      answered++;
    } else {
      clock.miss();
    }
    if (!spec.keepAlive()) {
      hangUp();
    }
  }

  private Socket connection() throws IOException {
    Socket open = socket;
    if (open == null) {
      open = new Socket();
      socket = open;
      open.setTcpNoDelay(true);
      int patience = (int) TimeUnit.NANOSECONDS.toMillis(inTime);
      open.setSoTimeout(patience);
      open.connect(target, patience);
    }
    return open;
  }

  /** How long the answer is, as far as its beginning tells. */
  private int length(int count) {
    for (int i = 0; i + END_OF_HEADERS.length <= count; i++) {
      if (endsHeaders(i)) {
        return i + END_OF_HEADERS.length + (int) spec.bytes();
      }
    }
    return Integer.MAX_VALUE;
  }

  private boolean endsHeaders(int at) {
    for (int i = 0; i < END_OF_HEADERS.length; i++) {
      if (buffer[at + i] != END_OF_HEADERS[i]) {
        return false;
      }
    }
    return true;
  }

  private void hangUp() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        // Nothing is asked of it any more.
      }
    }
  }

  long offered() {
    return offered;
  }

  /** In time. */
  long answered() {
    return answered;
  }

  Histogram latency() {
    return latency;
  }

  Histogram firstByte() {
    return firstByte;
  }
}
