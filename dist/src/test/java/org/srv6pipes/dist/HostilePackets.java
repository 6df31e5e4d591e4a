package org.srv6pipes.dist;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;

/**
 * Packets to a SID that nobody would send in good faith: honest ones of every kind with a few
 * octets changed, cut short, drawn out, with headers put in between, in fragments that overlap. All
 * of them follow from the seed.
 */
final class HostilePackets {

  private static final int IPV6 = 40;
  private static final int PAYLOAD_LENGTH = 4;
  private static final int NEXT_HEADER = 6;
  private static final int FRAGMENT = 44;
  private static final int[] EXTENSIONS = {0, 43, 50, 51, 59, 60, 135, 139, 140};
  private static final int LONGEST = 1400;

  private final SplittableRandom random;
  private final Ipv6Address sid;
  private final Ipv6Address server;
  private final Ipv6Address from;

  /**
   * @param from the network of those who send them, of 64 bits
   */
  HostilePackets(long seed, Ipv6Address sid, Ipv6Address server, Ipv6Address from) {
    this.random = new SplittableRandom(seed);
    this.sid = sid;
    this.server = server;
    this.from = from;
  }

  byte[] next() {
    byte[] packet = honest();
    for (int i = random.nextInt(3); i >= 0; i--) {
      packet =
          switch (random.nextInt(6)) {
            case 0 -> withHeaderBetween(packet);
            case 1 -> cut(packet);
            case 2 -> longer(packet);
            case 3 -> asFragment(packet);
            default -> changed(packet);
          };
    }
    keepOnItsWay(packet);
    return packet;
  }

  private byte[] honest() {
    Ipv6Address client = new Ipv6Address(from.high(), random.nextLong());
    int flags = random.nextInt(4) == 0 ? random.nextInt(0x1000) : TcpHeader.SYN;
    Octets options = Octets.of(randomOctets(4 * random.nextInt(11)));
    TcpHeader tcp =
        new TcpHeader(
            random.nextInt(0x10000),
            random.nextInt(4) == 0 ? random.nextInt(0x10000) : 8000,
            random.nextInt(),
            random.nextInt(),
            flags,
            random.nextInt(0x10000),
            0,
            options);
    Srh srh =
        random.nextBoolean()
            ? Srh.of(1, List.of(server, sid))
            : Srh.of(
                1,
                List.of(server, sid),
                new ReturnPathTlv(6, random.nextInt(2), List.of(client, sid)));
    return TcpPacket.of(random.nextInt(256), client, server, srh, tcp).toBytes();
  }

  private byte[] randomOctets(int count) {
    byte[] octets = new byte[count];
    random.nextBytes(octets);
    return octets;
  }

  private byte[] changed(byte[] packet) {
    for (int i = random.nextInt(4); i >= 0; i--) {
      packet[random.nextInt(packet.length)] = (byte) random.nextInt();
    }
    return packet;
  }

  private byte[] cut(byte[] packet) {
    byte[] shorter = Arrays.copyOf(packet, IPV6 + random.nextInt(packet.length - IPV6 + 1));
    return random.nextBoolean() ? shorter : withTrueLength(shorter);
  }

  private byte[] longer(byte[] packet) {
    byte[] tail = randomOctets(random.nextInt(100));
    byte[] longer = Arrays.copyOf(packet, Math.min(LONGEST, packet.length + tail.length));
    System.arraycopy(tail, 0, longer, packet.length, longer.length - packet.length);
    return random.nextBoolean() ? longer : withTrueLength(longer);
  }

  private byte[] withHeaderBetween(byte[] packet) {
    byte[] header = randomOctets(8 * (1 + random.nextInt(3)));
    header[0] = packet[NEXT_HEADER];
    header[1] = (byte) (header.length / 8 - 1);
    return with(header, EXTENSIONS[random.nextInt(EXTENSIONS.length)], packet);
  }

  /**
   * A part of a packet that is never whole, or never in order: a few senders and identifications
   * share all parts, so that they overlap.
   */
  private byte[] asFragment(byte[] packet) {
    int offset = 8 * random.nextInt(16);
    int more = offset == 0 ? 1 : random.nextInt(2);
    ByteBuffer header = ByteBuffer.allocate(8);
    header.put(packet[NEXT_HEADER]).put((byte) 0).putShort((short) (offset | more));
    header.putInt(random.nextInt(8));
    ByteBuffer.wrap(packet).putLong(16, random.nextInt(8));
    return with(header.array(), FRAGMENT, packet);
  }

  private static byte[] with(byte[] header, int number, byte[] packet) {
    byte[] longer = Arrays.copyOf(packet, packet.length + header.length);
    System.arraycopy(packet, IPV6, longer, IPV6 + header.length, packet.length - IPV6);
    System.arraycopy(header, 0, longer, IPV6, header.length);
    longer[NEXT_HEADER] = (byte) number;
    return longer.length > LONGEST ? packet : withTrueLength(longer);
  }

  private static byte[] withTrueLength(byte[] packet) {
    ByteBuffer.wrap(packet).putShort(PAYLOAD_LENGTH, (short) (packet.length - IPV6));
    return packet;
  }

  /** Routers need a version, hops, a source that nobody has, and the SID as destination. */
  private void keepOnItsWay(byte[] packet) {
    packet[0] = (byte) (0x60 | (packet[0] & 0x0f));
    ByteBuffer header = ByteBuffer.wrap(packet);
    header.put(7, (byte) 64).putLong(8, from.high());
    header.putLong(24, sid.high()).putLong(32, sid.low());
  }
}
