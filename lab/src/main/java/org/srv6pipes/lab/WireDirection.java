package org.srv6pipes.lab;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The frames that are under way in one direction of a wire, by the time when they arrive; those of
 * the same time in the order in which they were sent.
 */
final class WireDirection {
  /** More than fits a link of 1 Gb/s and 200 ms; what finds no room is lost. */
  private static final long ROOM = 32L << 20;

  private static final long HOLD_BACK_NANOS = 3_000_000;

  /** Where these stand in an Ethernet frame with an IPv6 packet. */
  private static final int ETHER_TYPE = 12;

  private static final int NEXT_HEADER = 14 + 6;
  private static final int ICMP_TYPE = 14 + 40;
  private static final int ICMPV6 = 58;
  private static final short ETHER_TYPE_IPV6 = (short) 0x86dd;

  private final int number;
  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final PriorityQueue<UnderWay> underWay =
      new PriorityQueue<>(
          Comparator.comparingLong(UnderWay::due).thenComparingLong(UnderWay::number));
  private Impairment impairment;
  private SplittableRandom random;
  private long bytes;
  private long taken;
  private boolean closed;

  private record UnderWay(long due, long number, ByteBuffer frame) {}

  WireDirection(Impairment impairment, int number) {
    this.number = number;
    this.impairment = impairment;
    this.random = random(impairment);
  }

  private SplittableRandom random(Impairment impairment) {
    return new SplittableRandom(impairment.seed() * 2 + number);
  }

  /** Treats frames so from now on; those under way arrive as they would have. */
  void impair(Impairment changed) {
    lock.lock();
    try {
      impairment = changed;
      random = random(changed);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes a frame in; what becomes of it is decided here. Each frame costs the same number of
   * random numbers.
   */
  void take(ByteBuffer frame) {
    ByteBuffer copy = ByteBuffer.allocate(frame.remaining()).put(frame).flip();
    lock.lock();
    try {
      if (isNeighbourDiscovery(copy)) {
        add(copy, 0);
        return;
      }
      boolean lost = random.nextDouble() < impairment.loss();
      boolean heldBack = random.nextDouble() < impairment.reordering();
      boolean twice = random.nextDouble() < impairment.duplication();
      for (int copies = lost ? 0 : twice ? 2 : 1; copies > 0; copies--) {
        add(copy, heldBack ? HOLD_BACK_NANOS : 0);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Without it a lost packet would stop a link for a second before the first of its connections.
   */
  private static boolean isNeighbourDiscovery(ByteBuffer frame) {
    if (frame.limit() <= ICMP_TYPE || frame.getShort(ETHER_TYPE) != ETHER_TYPE_IPV6) {
      return false;
    }
    int type = frame.get(ICMP_TYPE) & 0xff;
    return frame.get(NEXT_HEADER) == ICMPV6 && type >= 133 && type <= 137;
  }

  private void add(ByteBuffer frame, long heldBackNanos) {
    if (bytes + frame.limit() <= ROOM) {
      bytes += frame.limit();
      long due = System.nanoTime() + impairment.delay().toNanos() + heldBackNanos;
      underWay.add(new UnderWay(due, taken++, frame));
      changed.signal();
    }
  }

  /** Waits for the next frame that arrives; empty when the direction has been closed. */
  Optional<ByteBuffer> next() {
    lock.lock();
    try {
      while (!closed) {
        UnderWay first = underWay.peek();
        long left = first == null ? Long.MAX_VALUE : first.due() - System.nanoTime();
        if (first != null && left <= 0) {
          underWay.remove();
          bytes -= first.frame().limit();
          return Optional.of(first.frame());
        }
        changed.awaitNanos(left);
      }
      return Optional.empty();
    } catch (InterruptedException ended) {
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
