package org.srv6pipes.dist;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.RefusedException;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.WireOptions;

/** The TCP packets among those that were captured. */
final class TcpPackets {

  private TcpPackets() {}

  /** Nothing if it is another packet: neighbour discovery and the like. */
  static Optional<TcpPacket> parse(byte[] octets) {
    try {
      return Optional.of(TcpPacket.parse(ByteBuffer.wrap(octets), WireOptions.DEFAULT));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }

  static Stream<TcpPacket> of(Capture capture) {
    return capture.packets().stream().flatMap(octets -> parse(octets).stream());
  }

  static Set<Integer> sourcePorts(Stream<TcpPacket> packets) {
    return packets.map(it -> it.tcp().sourcePort()).collect(Collectors.toSet());
  }

  /** For a capture of what is addressed there, as far as the IPv6 header says. */
  static Predicate<byte[]> to(Ipv6Address destination) {
    return octets ->
        parse(octets).filter(it -> it.ip().destination().equals(destination)).isPresent();
  }

  /** For a capture of what goes to a port or comes from it. */
  static Predicate<byte[]> ofPort(int port) {
    return octets -> parse(octets).filter(it -> isOfPort(it, port)).isPresent();
  }

  private static boolean isOfPort(TcpPacket packet, int port) {
    return packet.tcp().sourcePort() == port || packet.tcp().destinationPort() == port;
  }
}
