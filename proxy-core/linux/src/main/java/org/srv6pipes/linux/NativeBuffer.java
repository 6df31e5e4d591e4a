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

  /** From here on it is the kernel that gives zeros, page by page, where a page is touched. */
  private static final int MAPPED = 128 << 10;

  /** MAP_PRIVATE and MAP_ANONYMOUS. */
  private static final int OWN_MEMORY = 0x22;

  private static final int NO_FILE = -1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory;
  private final ByteBuffer whole;

  private NativeBuffer(int capacity) {
    memory = capacity < MAPPED ? arena.allocate(capacity, PAGE) : map(capacity, arena);
    whole = memory.asByteBuffer().order(ByteOrder.BIG_ENDIAN);
  }

  private static MemorySegment map(int capacity, Arena arena) {
    long address = Libc.mmap(capacity, OWN_MEMORY, NO_FILE);
    if (address < 0) {
      throw new LinuxException("mmap", (int) address, capacity + " bytes");
    }
    return MemorySegment.ofAddress(address)
        .reinterpret(capacity, arena, it -> Libc.munmap(it.address(), capacity));
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
