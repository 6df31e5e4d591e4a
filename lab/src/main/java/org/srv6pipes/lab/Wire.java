package org.srv6pipes.lab;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.linux.PacketSocket;

/**
 * A link whose packets pass through this JVM. It stands between the two ends, in the holder's
 * network namespace, so it touches no rule, route or address of a host; it does what netem would,
 * which stock kernels may lack.
 */
final class Wire implements AutoCloseable {
  private static final int LONGEST_FRAME = 65_600;
  private static final int ROOM_IN_KERNEL = 16 << 20;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final List<PacketSocket> ends;
  private final List<WireDirection> directions;
  private final List<Thread> threads;
  private volatile boolean stopping;

  /** Joins two interfaces of the calling thread's network namespace. */
  Wire(String name, int one, int other, Impairment impairment) {
    ends =
        List.of(
            PacketSocket.exchange(one, LONGEST_FRAME, ROOM_IN_KERNEL),
            PacketSocket.exchange(other, LONGEST_FRAME, ROOM_IN_KERNEL));
    directions = List.of(new WireDirection(impairment, 0), new WireDirection(impairment, 1));
    threads =
        List.of(
            thread(name + " in-0", () -> takeIn(ends.getFirst(), directions.getFirst())),
            thread(name + " out-0", () -> giveOut(directions.getFirst(), ends.getLast())),
            thread(name + " in-1", () -> takeIn(ends.getLast(), directions.getLast())),
            thread(name + " out-1", () -> giveOut(directions.getLast(), ends.getFirst())));
  }

  private static Thread thread(String name, Runnable work) {
    return Thread.ofPlatform().daemon().name("wire " + name).unstarted(work);
  }

  void start() {
    threads.forEach(Thread::start);
  }

  private void takeIn(PacketSocket from, WireDirection direction) {
    while (!stopping) {
      if (from.await(BETWEEN_LOOKS)) {
        from.receive(direction::take);
      }
    }
  }

  private static void giveOut(WireDirection direction, PacketSocket to) {
    for (Optional<ByteBuffer> frame = direction.next();
        frame.isPresent();
        frame = direction.next()) {
      to.send(frame.get());
    }
  }

  /** Treats packets so from now on; those under way arrive as they would have. */
  void impair(Impairment impairment) {
    directions.forEach(direction -> direction.impair(impairment));
  }

  /** Lets the threads end, without waiting for them. */
  void stop() {
    stopping = true;
    directions.forEach(WireDirection::close);
  }

  /** Returns when nothing of it is left. */
  @Override
  public void close() {
    stop();
    try {
      for (Thread thread : threads) {
        thread.join();
      }
      ends.forEach(PacketSocket::close);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while a wire was taken down", e);
    }
  }
}
