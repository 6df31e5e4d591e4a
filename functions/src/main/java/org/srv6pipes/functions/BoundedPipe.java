package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bytes between a function, which must not wait, and a thread of a child process, which may. Holds
 * no more than its capacity.
 */
final class BoundedPipe {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final byte[] ring;
  private int start;
  private int length;
  private boolean ended;
  private boolean broken;
  private boolean cameShort;

  BoundedPipe(int capacity) {
    ring = new byte[capacity];
  }

  /** Takes what fits of {@code source}; once broken it takes everything and keeps nothing. */
  void offer(ByteBuffer source) {
    lock.lock();
    try {
      if (broken) {
        source.position(source.limit());
      }
      while (source.hasRemaining() && length < ring.length) {
        int place = (start + length) % ring.length;
        int piece = Math.min(source.remaining(), contiguousRoom(place));
        source.get(ring, place, piece);
        length += piece;
      }
      cameShort = source.hasRemaining();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Puts what is there into {@code target}, as far as it fits; returns whether none is left. */
  boolean drainTo(ByteBuffer target) {
    lock.lock();
    try {
      while (target.hasRemaining() && length > 0) {
        int piece = Math.min(target.remaining(), contiguousContent());
        target.put(ring, start, piece);
        advance(piece);
      }
      changed.signalAll();
      return length == 0;
    } finally {
      lock.unlock();
    }
  }

  /** No more will be put in. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody reads or writes any more: whoever waits goes on. */
  void breakOff() {
    lock.lock();
    try {
      broken = true;
      length = 0;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether an offer could not be taken whole, since this was last asked. */
  boolean cameShort() {
    lock.lock();
    try {
      boolean result = cameShort;
      cameShort = false;
      return result;
    } finally {
      lock.unlock();
    }
  }

  /** Waits for bytes; returns how many, or -1 at the end. */
  int take(byte[] target) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (length == 0 && !ended && !broken) {
        changed.await();
      }
      int piece = Math.min(target.length, contiguousContent());
      System.arraycopy(ring, start, target, 0, piece);
      advance(piece);
      return piece == 0 ? -1 : piece;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all bytes are in; returns false if nobody wants them. */
  boolean put(byte[] source, int count) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      int done = 0;
      while (done < count && !broken) {
        if (length == ring.length) {
          changed.await();
          continue;
        }
        int place = (start + length) % ring.length;
        int piece = Math.min(count - done, contiguousRoom(place));
        System.arraycopy(source, done, ring, place, piece);
        length += piece;
        done += piece;
      }
      return !broken;
    } finally {
      lock.unlock();
    }
  }

  private int contiguousRoom(int place) {
    return Math.min(ring.length - length, ring.length - place);
  }

  private int contiguousContent() {
    return Math.min(length, ring.length - start);
  }

  private void advance(int count) {
    start = (start + count) % ring.length;
    length -= count;
  }
}
