package org.srv6pipes.rules;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Header;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.TcpHeader;

/** Packets that no honest kernel would send, header by header. */
final class Crafted {
  private static final int UDP = 17;
  private static final int HOP_LIMIT = 64;
  private static final int FRAGMENT_UNIT = 8;

  /** Options enough that a fragment can end behind the fields of the TCP header. */
  private static final Octets NO_OPERATIONS = Octets.parse("01".repeat(20));

  private final int type;
  private final byte[] bytes;

  /**
   * @param type of this header, as the one before names it
   * @param bytes its first one names the next header; that is filled in
   */
  private Crafted(int type, byte[] bytes) {
    this.type = type;
    this.bytes = bytes;
  }

  static Crafted hopByHop() {
    return new Crafted(0, new byte[] {0, 0, 1, 4, 0, 0, 0, 0});
  }

  static Crafted destinationOptions() {
    return new Crafted(60, new byte[] {0, 0, 1, 4, 0, 0, 0, 0});
  }

  /** A routing header of type 0 that has been used up. */
  static Crafted usedUpRoutingHeader() {
    return new Crafted(43, new byte[8]);
  }

  /**
   * @param segments the last one first
   */
  static Crafted srh(int segmentsLeft, String... segments) {
    ByteBuffer header = ByteBuffer.allocate(8 + 16 * segments.length);
    header.put(1, (byte) (2 * segments.length)).put(2, (byte) 4).put(3, (byte) segmentsLeft);
    header.put(4, (byte) (segments.length - 1)).position(8);
    Stream.of(segments).forEach(it -> header.put(Ipv6Address.parse(it).toBytes()));
    return new Crafted(43, header.array());
  }

  static Crafted tcp(int sourcePort, int flags, String source, String finalDestination) {
    return tcp(sourcePort, OpenService.PORT, flags, source, finalDestination);
  }

  /** A segment of an established connection without an SRH. */
  static byte[] answer(String source, int sourcePort, String destination, int port) {
    return packet(source, destination, tcp(sourcePort, port, TcpHeader.ACK, source, destination));
  }

  private static Crafted tcp(
      int sourcePort, int port, int flags, String source, String finalDestination) {
    TcpHeader header = new TcpHeader(sourcePort, port, 1, 0, flags, 65_535, 0, NO_OPERATIONS);
    ByteBuffer bytes = ByteBuffer.allocate(header.length());
    header.writeTo(bytes, Ipv6Address.parse(source), Ipv6Address.parse(finalDestination));
    return new Crafted(6, bytes.array());
  }

  /** A datagram for port 8000, with nothing in it. */
  static Crafted udp(String source, String finalDestination) {
    ByteBuffer header = ByteBuffer.allocate(8);
    header.putShort((short) 9).putShort((short) OpenService.PORT).putShort((short) 8);
    ByteBuffer summed = ByteBuffer.allocate(48);
    summed.put(Ipv6Address.parse(source).toBytes());
    summed.put(Ipv6Address.parse(finalDestination).toBytes());
    summed.putInt(8).putInt(UDP).put(header.array()).flip();
    int sum = 0;
    while (summed.hasRemaining()) {
      sum += Short.toUnsignedInt(summed.getShort());
    }
    int folded = (sum & 0xffff) + (sum >>> 16);
    return new Crafted(UDP, header.putShort(6, (short) ~folded).array());
  }

  static Crafted inner(byte[] packet) {
    return new Crafted(41, packet);
  }

  static byte[] packet(String source, String destination, Crafted... headers) {
    byte[] payload = chained(headers);
    return withIpv6(source, destination, headers[0].type, payload);
  }

  /** Two fragments, of which the first has so many bytes behind the headers that both have. */
  static List<byte[]> fragments(
      String source, String destination, int first, List<Crafted> inBoth, Crafted... headers) {
    byte[] whole = chained(headers);
    byte[] head = Arrays.copyOf(whole, first);
    byte[] tail = Arrays.copyOfRange(whole, first, whole.length);
    int type = headers[0].type;
    int id = Arrays.hashCode(whole);
    return List.of(
        packet(source, destination, with(inBoth, fragment(id, 0, true), new Crafted(type, head))),
        packet(
            source,
            destination,
            with(inBoth, fragment(id, first, false), new Crafted(type, tail))));
  }

  /** A packet with a fragment header that is a fragment of nothing. */
  static byte[] atomicFragment(
      String source, String destination, List<Crafted> before, Crafted... headers) {
    Crafted whole = new Crafted(headers[0].type, chained(headers));
    return packet(source, destination, with(before, fragment(7, 0, false), whole));
  }

  private static Crafted[] with(List<Crafted> before, Crafted... behind) {
    return Stream.concat(before.stream(), Stream.of(behind)).toArray(Crafted[]::new);
  }

  private static Crafted fragment(int id, int offset, boolean more) {
    int field = (offset / FRAGMENT_UNIT) << 3 | (more ? 1 : 0);
    ByteBuffer header = ByteBuffer.allocate(FRAGMENT_UNIT);
    return new Crafted(44, header.putShort(2, (short) field).putInt(4, id).array());
  }

  private static byte[] chained(Crafted... headers) {
    ByteBuffer all = ByteBuffer.allocate(Stream.of(headers).mapToInt(it -> it.bytes.length).sum());
    for (int i = 0; i < headers.length; i++) {
      int at = all.position();
      all.put(headers[i].bytes);
      if (i + 1 < headers.length) {
        all.put(at, (byte) headers[i + 1].type);
      }
    }
    return all.array();
  }

  private static byte[] withIpv6(String source, String destination, int next, byte[] payload) {
    ByteBuffer packet = ByteBuffer.allocate(Ipv6Header.LENGTH + payload.length);
    Ipv6Address from = Ipv6Address.parse(source);
    Ipv6Address to = Ipv6Address.parse(destination);
    new Ipv6Header(0, 0, payload.length, next, HOP_LIMIT, from, to).writeTo(packet);
    return packet.put(payload).array();
  }
}
