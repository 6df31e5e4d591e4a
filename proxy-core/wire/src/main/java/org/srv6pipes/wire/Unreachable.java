package org.srv6pipes.wire;

import java.nio.ByteBuffer;

/**
 * The ICMPv6 message "destination unreachable", RFC 4443 section 3.1, about a packet whose headers
 * it quotes.
 *
 * <pre>
 *  0               1               2               3
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |       1       |     code      |           checksum            |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |                             unused                            |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |  the packet that could not be delivered ...
 * </pre>
 *
 * <p>The packet is quoted as it would have been without an SRH: Linux finds the connection that is
 * meant by the quoted destination, and looks into a quoted SRH (RFC 8754 section 5.4) for UDP only.
 *
 * @param from who says so: an address of the host that gave up
 */
public record Unreachable(Code code, Ipv6Address from, TcpPacket about) {

  /** Why. */
  public enum Code {
    NO_ROUTE(0),
    ADDRESS_UNREACHABLE(3);

    private final int number;

    Code(int number) {
      this.number = number;
    }
  }

  private static final int TYPE = 1;
  private static final int CHECKSUM = 2;
  private static final int QUOTED = 8;
  private static final int HOP_LIMIT = 64;

  public byte[] toBytes() {
    byte[] quoted = about.withoutSrh().toBytes();
    int length = QUOTED + quoted.length;
    Ipv6Address to = about.ip().source();
    ByteBuffer packet = ByteBuffer.allocate(Ipv6Header.LENGTH + length);
    new Ipv6Header(0, 0, length, NextHeader.ICMPV6, HOP_LIMIT, from, to).writeTo(packet);
    int at = packet.position();
    BigEndian.put8(packet, at, TYPE);
    BigEndian.put8(packet, at + 1, code.number);
    packet.position(at + QUOTED).put(quoted);
    int checksum = UpperLayerChecksum.of(packet, at, length, NextHeader.ICMPV6, from, to);
    BigEndian.put16(packet, at + CHECKSUM, checksum);
    return packet.array();
  }
}
