package org.srv6pipes.proxy.chain;

import java.util.ArrayDeque;

/**
 * The off-heap buffers of one event loop, in four sizes. A buffer belongs to whoever took it until
 * it is given back; what is given back beyond a bound is freed.
 */
public class BufferPool implements AutoCloseable {

  private static final int[] SIZES = {4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20};
  private static final long KEPT_PER_SIZE = 8L << 20;

  private final ArrayDeque<Block>[] free;
  private long outstanding;

  /** A pool without locks. */
  public static BufferPool forOneThread() {
    return new BufferPool();
  }

  /** A pool for chains that run on workers. */
  public static BufferPool forAnyThread() {
    return new Shared();
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
  private BufferPool() {
    free = new ArrayDeque[SIZES.length];
    for (int i = 0; i < free.length; i++) {
      free[i] = new ArrayDeque<>();
    }
  }

  /** The largest buffer that the pool hands out. */
  public static int largest() {
    return SIZES[SIZES.length - 1];
  }

  /** A cleared buffer of at least this capacity. */
  public Block take(int capacity) {
    int size = sizeFor(capacity);
    Block pooled = free[size].pollLast();
    Block buffer = pooled != null ? pooled : new Block(SIZES[size]);
    outstanding += SIZES[size];
    buffer.bytes().clear();
    return buffer;
  }

  public void giveBack(Block buffer) {
    int size = sizeFor(buffer.capacity());
    outstanding -= SIZES[size];
    if ((free[size].size() + 1L) * SIZES[size] <= KEPT_PER_SIZE) {
      free[size].addLast(buffer);
    } else {
      buffer.free();
    }
  }

  /** Bytes taken and not given back. */
  public long outstanding() {
    return outstanding;
  }

  private static int sizeFor(int capacity) {
    for (int i = 0; i < SIZES.length; i++) {
      if (capacity <= SIZES[i]) {
        return i;
      }
    }
    throw new IllegalArgumentException("no buffer holds " + capacity + " bytes");
  }

  @Override
  public void close() {
    for (ArrayDeque<Block> size : free) {
      size.forEach(Block::free);
      size.clear();
    }
  }

  private static final class Shared extends BufferPool {
    @Override
    public synchronized Block take(int capacity) {
      return super.take(capacity);
    }

    @Override
    public synchronized void giveBack(Block buffer) {
      super.giveBack(buffer);
    }

    @Override
    public synchronized long outstanding() {
      return super.outstanding();
    }

    @Override
    public synchronized void close() {
      super.close();
    }
  }
}
