package org.srv6pipes.wire;

import org.jspecify.annotations.Nullable;

/**
 * The walk along the extension headers to TCP, RFC 8200 section 4.
 *
 * <pre>
 *  0               1               2
 * +---------------+---------------+---------------------
 * |  next header  | octets/8 - 1  | ...
 * +---------------+---------------+---------------------
 * </pre>
 *
 * Every header is at least 8 octets long and their number is bounded, so the walk ends whatever the
 * packet says.
 */
final class HeaderWalk {
  /**
   * A hop-by-hop header, a routing header, destination options before and behind it, and some to
   * spare.
   */
  private static final int MOST_HEADERS = 8;

  private static final int UNIT = 8;

  private HeaderWalk() {}

  /**
   * @param verify whether nobody has looked at the checksum before
   */
  static TcpPacket toTcp(PacketWindow packet, Ipv6Header ip, WireOptions options, boolean verify)
      throws RefusedException {
    @Nullable Srh srh = null;
    int next = ip.nextHeader();
    int at = packet.start() + Ipv6Header.LENGTH;
    for (int passed = 0; next != NextHeader.TCP; passed++) {
      checkPassable(next, passed, srh);
      packet.require(at, UNIT, "extension header");
      int length = UNIT + UNIT * packet.u8(at + 1);
      packet.require(at, length, "extension header");
      if (next == NextHeader.ROUTING) {
        srh = Srh.parse(packet, at, options);
      }
      next = packet.u8(at);
      at += length;
    }
    checkDestination(ip, srh);
    TcpPacket tcp = new TcpPacket(ip, srh, TcpHeader.parse(packet, at));
    if (verify) {
      checkChecksum(packet, at, tcp);
    }
    return tcp;
  }

  private static void checkChecksum(PacketWindow packet, int at, TcpPacket tcp)
      throws RefusedException {
    int length = packet.end() - at;
    packet.require(at, length, "TCP segment");
    int sum =
        UpperLayerChecksum.of(
            packet.buffer(), at, length, NextHeader.TCP, tcp.ip().source(), tcp.finalDestination());
    if (sum != 0) {
      throw new RefusedException(
          Refused.Reason.CHECKSUM_WRONG,
          "the TCP checksum is off by 0x" + Integer.toHexString(sum));
    }
  }

  private static void checkPassable(int next, int passed, @Nullable Srh srh)
      throws RefusedException {
    if (next == NextHeader.HOP_BY_HOP && passed > 0) {
      throw refusal(Refused.Reason.HOP_BY_HOP_NOT_FIRST, next);
    }
    if (next == NextHeader.ROUTING && srh != null) {
      throw refusal(Refused.Reason.TWO_ROUTING_HEADERS, next);
    }
    Refused.@Nullable Reason obstacle = obstacle(next);
    if (obstacle != null) {
      throw refusal(obstacle, next);
    }
    if (passed == MOST_HEADERS) {
      throw refusal(Refused.Reason.TOO_MANY_EXTENSION_HEADERS, next);
    }
  }

  private static Refused.@Nullable Reason obstacle(int next) {
    return switch (next) {
      case NextHeader.HOP_BY_HOP, NextHeader.ROUTING, NextHeader.DESTINATION_OPTIONS -> null;
      case NextHeader.FRAGMENT -> Refused.Reason.FRAGMENT;
      case NextHeader.IPV4, NextHeader.IPV6, NextHeader.ETHERNET -> Refused.Reason.ENCAPSULATED;
      case NextHeader.ESP,
          NextHeader.AUTHENTICATION,
          NextHeader.MOBILITY,
          NextHeader.HOST_IDENTITY,
          NextHeader.SHIM6,
          NextHeader.EXPERIMENT_1,
          NextHeader.EXPERIMENT_2 ->
          Refused.Reason.UNKNOWN_EXTENSION_HEADER;
      default -> Refused.Reason.NOT_TCP;
    };
  }

  private static void checkDestination(Ipv6Header ip, @Nullable Srh srh) throws RefusedException {
    if (srh != null && !srh.activeSegment().equals(ip.destination())) {
      throw new RefusedException(
          Refused.Reason.ACTIVE_SEGMENT_IS_NOT_DESTINATION,
          "active segment " + srh.activeSegment() + ", destination " + ip.destination());
    }
  }

  private static RefusedException refusal(Refused.Reason reason, int next) {
    return new RefusedException(reason, "next header " + next);
  }
}
