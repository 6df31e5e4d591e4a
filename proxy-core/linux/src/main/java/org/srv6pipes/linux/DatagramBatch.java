package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Slots of equal size that one recvmmsg fills with as many datagrams as wait.
 *
 * <pre>
 * struct mmsghdr {                  bits/socket.h
 *   struct msghdr {
 *     void         *msg_name;       at 0
 *     socklen_t     msg_namelen;    at 8
 *     struct iovec *msg_iov;        at 16
 *     size_t        msg_iovlen;     at 24
 *     void         *msg_control;    at 32
 *     size_t        msg_controllen; at 40
 *     int           msg_flags;      at 48
 *   };
 *   unsigned int    msg_len;        at 56
 * }
 * struct iovec { void *iov_base; size_t iov_len; }
 * </pre>
 */
final class DatagramBatch implements AutoCloseable {
  private static final int HEADER = 64;
  private static final int VECTOR = 16;

  /** MSG_DONTWAIT of linux/socket.h. */
  private static final int MSG_DONTWAIT = 0x40;

  private final int capacity;
  private final int slotSize;
  private final int firstSlot;
  private final NativeBuffer memory;
  private final ByteBuffer buffer;

  DatagramBatch(int capacity, int slotSize) {
    this.capacity = capacity;
    this.slotSize = slotSize;
    this.firstSlot = capacity * (HEADER + VECTOR);
    this.memory = NativeBuffer.allocate(firstSlot + capacity * slotSize);
    this.buffer = memory.view().order(ByteOrder.nativeOrder());
    for (int i = 0; i < capacity; i++) {
      describeSlot(i);
    }
  }

  private void describeSlot(int index) {
    MemorySegment segment = memory.segment();
    int vector = capacity * HEADER + index * VECTOR;
    segment.set(ValueLayout.JAVA_LONG, vector, memory.address() + start(index));
    segment.set(ValueLayout.JAVA_LONG, vector + 8, slotSize);
    segment.set(ValueLayout.JAVA_LONG, index * HEADER + 16, memory.address() + vector);
    segment.set(ValueLayout.JAVA_LONG, index * HEADER + 24, 1);
  }

  /**
   * Fills the slots from the first on.
   *
   * @param most datagrams to take; no more than the capacity in any case
   * @return how many there were, or a negated errno
   */
  int receive(int socket, int most) {
    return Libc.recvmmsg(socket, memory.address(), Math.min(most, capacity), MSG_DONTWAIT);
  }

  /** All slots in native order. */
  ByteBuffer buffer() {
    return buffer;
  }

  /** Where the datagram in a slot begins. */
  int start(int index) {
    return firstSlot + index * slotSize;
  }

  /** How many bytes of the datagram in a slot were received. */
  int length(int index) {
    return buffer.getInt(index * HEADER + 56);
  }

  @Override
  public void close() {
    memory.close();
  }
}
