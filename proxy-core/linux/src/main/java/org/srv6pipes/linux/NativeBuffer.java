package org.srv6pipes.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A page-aligned block outside the heap, whose address the kernel can be given.
 *
 * <p>Any thread may use it and any thread may close it. After {@link #close} the views throw, but
 * an address that was taken before is only a number: whoever passes {@link #address} to a call
 * keeps the buffer open until that call has returned.
 */
public final class NativeBuffer implements AutoCloseable {
  private static final int PAGE = 4096;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final ByteBuffer whole;

  private NativeBuffer(int capacity) {
    memory = arena.allocate(capacity, PAGE);
    whole = memory.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
  }

  /** A block of {@code capacity} zero bytes, which no option of the JVM limits. */
  public static NativeBuffer allocate(int capacity) {
    return new NativeBuffer(capacity);
  }

  /** The whole block in network byte order, as a view with a position and limit of its own. */
  public ByteBuffer view() {
    return whole.duplicate();
  }

  public long address() {
    return memory.address();
  }

  MemorySegment segment() {
    return memory;
  }

  public int capacity() {
    return whole.capacity();
  }

  /** Gives the memory back; closing again does nothing. */
  @Override
  public void close() {
    if (arena.scope().isAlive()) {
      arena.close();
    }
  }
}
