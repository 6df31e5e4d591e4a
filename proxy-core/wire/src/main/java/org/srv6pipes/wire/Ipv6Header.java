package org.srv6pipes.wire;

import java.nio.ByteBuffer;

/**
 * The IPv6 header, RFC 8200 section 3.
 *
 * <pre>
 *  0               1               2               3
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |   6   | traffic class |              flow label               |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |        payload length         |  next header  |   hop limit   |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |                            source (16)                        |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |                         destination (16)                      |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * </pre>
 *
 * @param payloadLength octets behind this header
 */
public record Ipv6Header(
    int trafficClass,
    int flowLabel,
    int payloadLength,
    int nextHeader,
    int hopLimit,
    Ipv6Address source,
    Ipv6Address destination) {
  public static final int LENGTH = 40;

  private static final int VERSION = 6;
  private static final int PAYLOAD_LENGTH = 4;
  private static final int NEXT_HEADER = 6;
  private static final int HOP_LIMIT = 7;
  private static final int SOURCE = 8;
  private static final int DESTINATION = 24;

  public Ipv6Header {
    Checks.fits("traffic class", trafficClass, 8);
    Checks.fits("flow label", flowLabel, 20);
    Checks.fits("payload length", payloadLength, 16);
    Checks.fits("next header", nextHeader, 8);
    Checks.fits("hop limit", hopLimit, 8);
  }

  /** Reads the header at the buffer's position, which stays. */
  static Ipv6Header parse(ByteBuffer buffer) throws RefusedException {
    int at = buffer.position();
    PacketWindow header = new PacketWindow(buffer, at, at + LENGTH);
    header.require(at, 1, "IPv6 version");
    if (header.u8(at) >>> 4 != VERSION) {
      throw new RefusedException(Refused.Reason.NOT_IPV6, "version " + (header.u8(at) >>> 4));
    }
    header.require(at, LENGTH, "IPv6 header");
    int first = header.i32(at);
    return new Ipv6Header(
        first >>> 20 & 0xff,
        first & 0xfffff,
        header.u16(at + PAYLOAD_LENGTH),
        header.u8(at + NEXT_HEADER),
        header.u8(at + HOP_LIMIT),
        header.address(at + SOURCE),
        header.address(at + DESTINATION));
  }

  /** Writes the header at the buffer's position, which moves behind it. */
  public void writeTo(ByteBuffer buffer) {
    int at = buffer.position();
    BigEndian.put32(buffer, at, VERSION << 28 | trafficClass << 20 | flowLabel);
    BigEndian.put16(buffer, at + PAYLOAD_LENGTH, payloadLength);
    BigEndian.put8(buffer, at + NEXT_HEADER, nextHeader);
    BigEndian.put8(buffer, at + HOP_LIMIT, hopLimit);
    source.write(buffer, at + SOURCE);
    destination.write(buffer, at + DESTINATION);
    buffer.position(at + LENGTH);
  }

  /** The same header in front of something else. */
  Ipv6Header carrying(int newNextHeader, int newPayloadLength) {
    return new Ipv6Header(
        trafficClass, flowLabel, newPayloadLength, newNextHeader, hopLimit, source, destination);
  }

  /** The same header towards somebody else. */
  Ipv6Header to(Ipv6Address newDestination) {
    return new Ipv6Header(
        trafficClass, flowLabel, payloadLength, nextHeader, hopLimit, source, newDestination);
  }
}
