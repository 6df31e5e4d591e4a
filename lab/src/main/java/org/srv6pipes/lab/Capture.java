package org.srv6pipes.lab;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.srv6pipes.linux.PacketRing;

/**
 * The packets that pass through an interface, both ways: the first 4016 bytes of each, from its
 * IPv6 header on, as it was when it passed.
 *
 * <p>With offloads on, a packet can be larger than the MTU, and its checksum is not filled in yet;
 * and a packet that the link is to lose is seen at the end where it comes in.
 */
public final class Capture implements AutoCloseable {
  private static final long ROOM_HERE = 64L << 20;
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

  private final Predicate<byte[]> filter;
  private final PacketRing ring;
  private final List<byte[]> packets = new ArrayList<>();
  private final Thread reader;
  private long bytes;
  private long missed;
  private boolean closed;

  private Capture(PacketRing ring, Predicate<byte[]> filter, String threadName) {
    this.ring = ring;
    this.filter = filter;
    this.reader = Thread.ofPlatform().daemon().name(threadName).unstarted(this::follow);
  }

  static Capture start(Host host, int index, Predicate<byte[]> filter) {
    PacketRing ring = host.call(() -> PacketRing.listen(index));
    Capture capture = new Capture(ring, filter, "capture-" + host.name());
    capture.reader.start();
    return capture;
  }

  private void follow() {
    while (!isClosed()) {
      if (ring.await(BETWEEN_LOOKS)) {
        drain();
      }
    }
    ring.close();
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private synchronized void drain() {
    if (!closed) {
      ring.receive(this::add);
      missed += ring.takeMissed();
      notifyAll();
    }
  }

  private void add(ByteBuffer packet) {
    byte[] copy = new byte[packet.remaining()];
    packet.get(copy);
    if (!isIpv6(copy) || !filter.test(copy)) {
      return;
    }
    if (bytes + copy.length > ROOM_HERE) {
      missed++;
    } else {
      bytes += copy.length;
      packets.add(copy);
    }
  }

  private static boolean isIpv6(byte[] packet) {
    return packet.length > 0 && packet[0] >>> 4 == 6;
  }

  /** Every packet that has passed so far. */
  public synchronized List<byte[]> packets() {
    drain();
    if (missed > 0) {
      throw new LabException(
          "%s: %d packets found no room; filter what you need, or look more often"
              .formatted(reader.getName(), missed));
    }
    return List.copyOf(packets);
  }

  /** Waits until so many packets have passed, and returns all that have. */
  public synchronized List<byte[]> await(int count, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      while (packets().size() < count) {
        long left = Duration.ofNanos(deadline - System.nanoTime()).toMillis();
        if (left <= 0) {
          throw new LabException(
              "%s: %d packets, not %d, within %d ms"
                  .formatted(reader.getName(), packets.size(), count, patience.toMillis()));
        }
        wait(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException(reader.getName() + ": interrupted", e);
    }
    return packets();
  }

  /** Ends the capture; what has been captured stays. */
  @Override
  public synchronized void close() {
    drain();
    closed = true;
  }
}
