package org.srv6pipes.linux;

import java.nio.ByteBuffer;

/**
 * Takes the packets of an {@link NfQueue}. Each needs exactly one verdict, now or later, or else it
 * stays in the kernel's queue until that is closed.
 */
@FunctionalInterface
public interface PacketHandler {
  /**
   * NFQA_SKB_CSUMNOTREADY of linux/netfilter/nfnetlink_queue.h: the hardware would have filled the
   * checksum in.
   */
  int CHECKSUM_NOT_READY = 1;

  /** NFQA_SKB_GSO: a packet longer than any link carries, to be cut later. */
  int SEGMENTED_LATER = 2;

  /** NFQA_SKB_CSUM_NOTVERIFIED: nobody has looked at the checksum yet. */
  int CHECKSUM_NOT_VERIFIED = 4;

  /** The packet goes on behind what was copied. */
  int TRUNCATED = 1 << 16;

  /**
   * @param packetId names the packet in the verdict; counts up and wraps around
   * @param ingress index of the interface that it came in by; 0 for packets of this host
   * @param mark as the rules have set it so far
   * @param payload the packet from its IPv6 header on, from position to limit, in network byte
   *     order; valid during this call only
   * @param flags a sum of the constants here
   */
  void packet(int packetId, int ingress, int mark, ByteBuffer payload, int flags);
}
