package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The netlink message that gives a verdict.
 *
 * <pre>
 * nlmsghdr                           at 0
 * nfgenmsg                           at 16: u8 family, u8 version, be16 queue number
 * NFQA_VERDICT_HDR                   at 20: u16 length 12, u16 type 2
 *   nfqnl_msg_verdict_hdr            at 24: be32 verdict, be32 packet
 * NFQA_MARK, or nothing              at 32: u16 length 8, u16 type 3, be32 mark
 * NFQA_PAYLOAD, or nothing           at 40: u16 length, u16 type 10, the packet
 * </pre>
 */
final class VerdictMessage {
  /** With a mark; eight bytes fewer without. */
  static final int LENGTH = 40;

  /**
   * NFQNL_MSG_VERDICT and NFQNL_MSG_VERDICT_BATCH of linux/netfilter/nfnetlink_queue.h, subsystem
   * NFNL_SUBSYS_QUEUE.
   */
  static final int ONE = 0x301;

  static final int UP_TO = 0x303;

  private static final ValueLayout.OfInt NETWORK_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private VerdictMessage() {}

  /** A verdict that leaves the packet's mark alone. @return the message's length */
  static int put(MemorySegment to, long at, int queue, int type, int packetId, Verdict verdict) {
    int length = LENGTH - 8;
    to.set(INT, at, length);
    to.set(SHORT, at + 4, (short) type);
    to.set(SHORT, at + 6, (short) NetlinkMessage.REQUEST);
    to.set(INT, at + 8, 0);
    to.set(INT, at + 12, 0);
    to.set(SHORT, at + 16, (short) 0);
    to.set(NETWORK_SHORT, at + 18, (short) queue);
    to.set(SHORT, at + 20, (short) 12);
    to.set(SHORT, at + 22, (short) 2);
    to.set(NETWORK_INT, at + 24, verdict.number);
    to.set(NETWORK_INT, at + 28, packetId);
    return length;
  }

  /** A verdict that marks the packet as well. @return the message's length */
  static int put(
      MemorySegment to, long at, int queue, int type, int packetId, Verdict verdict, int mark) {
    put(to, at, queue, type, packetId, verdict);
    to.set(INT, at, LENGTH);
    to.set(SHORT, at + 32, (short) 8);
    to.set(SHORT, at + 34, (short) 3);
    to.set(NETWORK_INT, at + 36, mark);
    return LENGTH;
  }

  /** A verdict that marks the packet and puts another one in its place. @return the length */
  static int put(
      MemorySegment to,
      long at,
      int queue,
      int packetId,
      Verdict verdict,
      int mark,
      byte[] packet) {
    put(to, at, queue, ONE, packetId, verdict, mark);
    int length = LENGTH + 4 + packet.length;
    to.set(INT, at, length);
    to.set(SHORT, at + LENGTH, (short) (4 + packet.length));
    to.set(SHORT, at + LENGTH + 2, (short) 10);
    MemorySegment.copy(packet, 0, to, ValueLayout.JAVA_BYTE, at + LENGTH + 4, packet.length);
    return length;
  }
}
