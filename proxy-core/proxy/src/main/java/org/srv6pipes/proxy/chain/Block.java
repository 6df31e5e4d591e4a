package org.srv6pipes.proxy.chain;

import java.nio.ByteBuffer;
import org.srv6pipes.linux.NativeBuffer;

/** A pooled block outside the heap: as a buffer for functions and as an address for the kernel. */
public final class Block {

  private final NativeBuffer memory;
  private final ByteBuffer bytes;
  private final ByteBuffer alias;

  public Block(int capacity) {
    memory = NativeBuffer.allocate(capacity);
    bytes = memory.view();
    alias = memory.view();
  }

  /** The block's one view; position and limit are the block's own. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** A second view of the same memory, for a function that works in place. */
  ByteBuffer alias(int position, int limit) {
    return alias.limit(limit).position(position);
  }

  /** Where the byte at the view's position lies. */
  public long addressAtPosition() {
    return memory.address() + bytes.position();
  }

  public int capacity() {
    return memory.capacity();
  }

  public void free() {
    memory.close();
  }
}
