package org.srv6pipes.wire;

import java.nio.ByteBuffer;

/** The Internet checksum over a message and the pseudo header of RFC 8200 section 8.1. */
final class UpperLayerChecksum {
  private UpperLayerChecksum() {}

  /**
   * The checksum, where its field is zero; zero, where the field holds the right one.
   *
   * @param at where the message begins
   * @param length of the message in octets
   * @param destination the packet's final one
   */
  static int of(
      ByteBuffer buffer,
      int at,
      int length,
      int protocol,
      Ipv6Address source,
      Ipv6Address destination) {
    long sum = length + protocol + sum(source) + sum(destination);
    for (int i = 0; i + 1 < length; i += 2) {
      sum += BigEndian.u16(buffer, at + i);
    }
    if (length % 2 != 0) {
      sum += BigEndian.u8(buffer, at + length - 1) << 8;
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return (int) ~sum & 0xffff;
  }

  private static long sum(Ipv6Address address) {
    long sum = 0;
    for (int i = 0; i < 8; i++) {
      sum += address.group(i);
    }
    return sum;
  }
}
