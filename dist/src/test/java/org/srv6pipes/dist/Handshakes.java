package org.srv6pipes.dist;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;

/** SYNs and SYN-ACKs as they arrived at hosts, in words. */
final class Handshakes {

  private Handshakes() {}

  /**
   * One line for each that is different: what came again is said once.
   *
   * @param own the addresses and SIDs of the host, to which arriving packets are addressed
   */
  static Stream<String> arrivedAt(String host, Predicate<Ipv6Address> own, List<byte[]> packets) {
    return packets.stream()
        .flatMap(packet -> TcpPackets.parse(packet).stream())
        .filter(packet -> (packet.tcp().flags() & TcpHeader.SYN) != 0)
        .filter(packet -> own.test(packet.ip().destination()))
        .map(packet -> host + " " + describe(packet))
        .distinct();
  }

  private static String describe(TcpPacket packet) {
    String kind = (packet.tcp().flags() & TcpHeader.ACK) == 0 ? "SYN" : "SYN-ACK";
    Srh srh = packet.srh();
    if (srh == null) {
      return kind + " without SRH";
    }
    String segments = kind + list(srh.segmentsLeft(), srh.segments());
    return srh.returnPath()
        .map(path -> segments + ", return" + list(path.segmentsLeft(), path.segments()))
        .orElse(segments);
  }

  private static String list(int left, List<Ipv6Address> segments) {
    return " left %d of %s"
        .formatted(
            left, segments.stream().map(Ipv6Address::toString).collect(Collectors.joining(" ")));
  }
}
