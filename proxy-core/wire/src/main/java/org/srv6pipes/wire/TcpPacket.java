package org.srv6pipes.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a TCP segment over IPv6. Options headers that were passed over and data are not
 * kept: what is written is IPv6, SRH if any, TCP, and nothing behind.
 *
 * @param srh the segment routing header, null where there is none
 */
public record TcpPacket(Ipv6Header ip, @Nullable Srh srh, TcpHeader tcp) {
  private static final int HOP_LIMIT = 64;

  public TcpPacket {
    Checks.require(
        srh == null || srh.activeSegment().equals(ip.destination()),
        "a packet is addressed to the active segment of its SRH");
  }

  /**
   * A packet without data, to be sent.
   *
   * @param destination the final one: with an SRH the packet is addressed to its active segment
   */
  public static TcpPacket of(
      int trafficClass,
      Ipv6Address source,
      Ipv6Address destination,
      @Nullable Srh srh,
      TcpHeader tcp) {
    Checks.require(
        srh == null || srh.finalDestination().equals(destination),
        "the segments of an SRH end at the destination");
    int length = tcp.length() + (srh == null ? 0 : srh.length());
    int next = srh == null ? NextHeader.TCP : NextHeader.ROUTING;
    Ipv6Address to = srh == null ? destination : srh.activeSegment();
    return new TcpPacket(
        new Ipv6Header(trafficClass, 0, length, next, HOP_LIMIT, source, to), srh, tcp);
  }

  /**
   * Reads the packet from the buffer's position to its limit, which stay as they are. Data may be
   * cut off; headers may not.
   */
  public static TcpPacket parse(ByteBuffer buffer, WireOptions options) throws RefusedException {
    return parse(buffer, options, false);
  }

  /**
   * @param verify whether to look at the checksum, for which no data may be cut off
   */
  static TcpPacket parse(ByteBuffer buffer, WireOptions options, boolean verify)
      throws RefusedException {
    Ipv6Header ip = Ipv6Header.parse(buffer);
    int start = buffer.position();
    PacketWindow packet =
        new PacketWindow(buffer, start, start + Ipv6Header.LENGTH + ip.payloadLength());
    if (packet.end() < buffer.limit()) {
      throw new RefusedException(
          Refused.Reason.LENGTH_CONTRADICTS,
          "%d octets behind a packet of %d"
              .formatted(buffer.limit() - packet.end(), packet.end() - start));
    }
    return HeaderWalk.toTcp(packet, ip, options, verify);
  }

  /** Whom the packet is for in the end. */
  public Ipv6Address finalDestination() {
    return srh == null ? ip.destination() : srh.finalDestination();
  }

  /** The same segment, addressed to its final destination at once. */
  public TcpPacket withoutSrh() {
    return new TcpPacket(
        ip.carrying(NextHeader.TCP, tcp.length()).to(finalDestination()), null, tcp);
  }

  /** Octets of the headers. */
  public int length() {
    return Ipv6Header.LENGTH + (srh == null ? 0 : srh.length()) + tcp.length();
  }

  /**
   * Writes the headers, lengths and checksum included, at the buffer's position, which moves behind
   * them.
   */
  public void writeTo(ByteBuffer buffer) {
    int next = srh == null ? NextHeader.TCP : NextHeader.ROUTING;
    ip.carrying(next, length() - Ipv6Header.LENGTH).writeTo(buffer);
    if (srh != null) {
      srh.carrying(NextHeader.TCP).writeTo(buffer);
    }
    tcp.writeTo(buffer, ip.source(), finalDestination());
  }

  public byte[] toBytes() {
    byte[] octets = new byte[length()];
    writeTo(ByteBuffer.wrap(octets));
    return octets;
  }
}
