package org.srv6pipes.linux;

/**
 * How a packet queue is to be bound.
 *
 * @param copyRange how many bytes of each packet to copy, from its IPv6 header on
 * @param length how many packets may wait for their verdict; further ones are dropped, or accepted
 *     with {@code failOpen}
 * @param failOpen accepts what finds the queue full instead of dropping it
 * @param unsegmented takes packets before they are cut to size and their checksums filled in, which
 *     is cheaper
 */
public record NfQueueOptions(int copyRange, int length, boolean failOpen, boolean unsegmented) {

  /**
   * An IPv6 header, some options, a routing header with 15 segments and as many in its TLV, and a
   * TCP header.
   */
  private static final int SYN_WITH_LONGEST_PATH = 700;

  public NfQueueOptions {
    if (copyRange < 0 || copyRange > 0xffff || length < 1) {
      throw new IllegalArgumentException("copy range " + copyRange + ", length " + length);
    }
  }

  /** For the headers of SYNs: 700 bytes each, at most 4096 waiting, dropped when full. */
  public static NfQueueOptions forSyns() {
    return new NfQueueOptions(SYN_WITH_LONGEST_PATH, 4096, false, true);
  }

  public NfQueueOptions withCopyRange(int copyRange) {
    return new NfQueueOptions(copyRange, length, failOpen, unsegmented);
  }

  public NfQueueOptions withLength(int length) {
    return new NfQueueOptions(copyRange, length, failOpen, unsegmented);
  }

  public NfQueueOptions withFailOpen(boolean failOpen) {
    return new NfQueueOptions(copyRange, length, failOpen, unsegmented);
  }

  public NfQueueOptions withUnsegmented(boolean unsegmented) {
    return new NfQueueOptions(copyRange, length, failOpen, unsegmented);
  }
}
