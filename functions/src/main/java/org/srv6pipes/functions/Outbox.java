package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Output that waits for room. Refilled only when it is empty, so that it stays as small as a
 * refill.
 */
final class Outbox {

  private byte[] bytes = new byte[0];
  private int from;
  private int to;

  boolean isEmpty() {
    return from == to;
  }

  int size() {
    return to - from;
  }

  /** The memory, with room for so many more bytes at {@link #place}. */
  byte[] reserve(int length) {
    if (bytes.length - to < length) {
      bytes = Arrays.copyOf(bytes, Math.max(to + length, 2 * to));
    }
    return bytes;
  }

  int place() {
    return to;
  }

  /** So many bytes have been written at {@link #place}. */
  void added(int length) {
    to += length;
  }

  void add(byte[] source, int start, int length) {
    System.arraycopy(source, start, reserve(length), to, length);
    to += length;
  }

  void addLittleEndian(int value) {
    byte[] memory = reserve(Integer.BYTES);
    for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
      memory[to++] = (byte) (value >>> shift);
    }
  }

  /** Moves what fits, and returns whether that was all. */
  boolean drainTo(ByteBuffer out) {
    int length = Math.min(to - from, out.remaining());
    out.put(bytes, from, length);
    from += length;
    if (from == to) {
      from = 0;
      to = 0;
    }
    return isEmpty();
  }
}
