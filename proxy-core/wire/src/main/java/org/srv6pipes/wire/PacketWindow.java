package org.srv6pipes.wire;

import java.nio.ByteBuffer;

/**
 * The part of a buffer that is one packet, perhaps cut short, with the one check that every reader
 * makes before it reads.
 *
 * @param buffer read at absolute positions only, so that its position, limit and order stay as they
 *     are
 * @param start where the packet begins
 * @param end where the packet ends by its own account, which may lie behind the end of the buffer
 */
record PacketWindow(ByteBuffer buffer, int start, int end) {

  /** Refuses unless {@code length} octets at {@code index} belong to the packet and are there. */
  void require(int index, int length, String header) throws RefusedException {
    if (index + length > end) {
      throw new RefusedException(
          Refused.Reason.LENGTH_CONTRADICTS,
          header
              + " of "
              + length
              + " octets at offset "
              + (index - start)
              + " of a packet of "
              + (end - start));
    }
    if (index + length > buffer.limit()) {
      throw new RefusedException(
          Refused.Reason.TRUNCATED,
          header
              + " of "
              + length
              + " octets at offset "
              + (index - start)
              + ", captured "
              + (buffer.limit() - start));
    }
  }

  int u8(int index) {
    return BigEndian.u8(buffer, index);
  }

  int u16(int index) {
    return BigEndian.u16(buffer, index);
  }

  int i32(int index) {
    return BigEndian.i32(buffer, index);
  }

  Ipv6Address address(int index) {
    return Ipv6Address.read(buffer, index);
  }
}
