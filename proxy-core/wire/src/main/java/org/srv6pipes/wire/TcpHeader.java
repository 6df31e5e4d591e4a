package org.srv6pipes.wire;

import java.nio.ByteBuffer;

/**
 * The TCP header, RFC 9293 section 3.1. The checksum is not part of the value: it is computed when
 * the header is written.
 *
 * <pre>
 *  0               1               2               3
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |          source port          |       destination port        |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |                        sequence number                        |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |                     acknowledgement number                    |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * | words |         flags         |            window             |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |            checksum           |        urgent pointer         |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |                    options (0 to 40 octets)                   |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * </pre>
 *
 * @param sequence an unsigned number
 * @param acknowledgement an unsigned number
 * @param flags 12 bits, the reserved ones and those of ECN included
 * @param options a multiple of 4 octets
 */
public record TcpHeader(
    int sourcePort,
    int destinationPort,
    int sequence,
    int acknowledgement,
    int flags,
    int window,
    int urgentPointer,
    Octets options) {
  public static final int FIN = 0x01;
  public static final int SYN = 0x02;
  public static final int RST = 0x04;
  public static final int ACK = 0x10;

  private static final int DESTINATION_PORT = 2;
  private static final int SEQUENCE = 4;
  private static final int ACKNOWLEDGEMENT = 8;
  private static final int WORDS_AND_FLAGS = 12;
  private static final int WINDOW = 14;
  private static final int CHECKSUM = 16;
  private static final int URGENT_POINTER = 18;
  private static final int OPTIONS = 20;
  private static final int LONGEST_OPTIONS = 40;

  public TcpHeader {
    Checks.fits("source port", sourcePort, 16);
    Checks.fits("destination port", destinationPort, 16);
    Checks.fits("TCP flags", flags, 12);
    Checks.fits("window", window, 16);
    Checks.fits("urgent pointer", urgentPointer, 16);
    Checks.between("length of TCP options", 0, options.length(), LONGEST_OPTIONS);
    Checks.require(options.length() % 4 == 0, "TCP options are a multiple of 4 octets");
  }

  static TcpHeader parse(PacketWindow packet, int at) throws RefusedException {
    packet.require(at, OPTIONS, "TCP header");
    int length = (packet.u8(at + WORDS_AND_FLAGS) >>> 4) * 4;
    if (length < OPTIONS) {
      throw new RefusedException(
          Refused.Reason.TCP_MALFORMED,
          "a header of " + length + " octets, shorter than its fields");
    }
    packet.require(at, length, "TCP header");
    return new TcpHeader(
        packet.u16(at),
        packet.u16(at + DESTINATION_PORT),
        packet.i32(at + SEQUENCE),
        packet.i32(at + ACKNOWLEDGEMENT),
        packet.u16(at + WORDS_AND_FLAGS) & 0xfff,
        packet.u16(at + WINDOW),
        packet.u16(at + URGENT_POINTER),
        Octets.read(packet.buffer(), at + OPTIONS, length - OPTIONS));
  }

  /** Whether this is the first segment of a connection, as {@code ip6tables --syn} means it. */
  public boolean isSyn() {
    return (flags & (SYN | ACK | RST | FIN)) == SYN;
  }

  public int length() {
    return OPTIONS + options.length();
  }

  /**
   * Writes the header, its checksum included, at the buffer's position, which moves behind it.
   *
   * @param source the packet's source
   * @param destination the packet's final destination, which with segments left is not the one in
   *     the IPv6 header
   */
  public void writeTo(ByteBuffer buffer, Ipv6Address source, Ipv6Address destination) {
    int at = buffer.position();
    BigEndian.put16(buffer, at, sourcePort);
    BigEndian.put16(buffer, at + DESTINATION_PORT, destinationPort);
    BigEndian.put32(buffer, at + SEQUENCE, sequence);
    BigEndian.put32(buffer, at + ACKNOWLEDGEMENT, acknowledgement);
    BigEndian.put16(buffer, at + WORDS_AND_FLAGS, (length() / 4) << 12 | flags);
    BigEndian.put16(buffer, at + WINDOW, window);
    BigEndian.put16(buffer, at + CHECKSUM, 0);
    BigEndian.put16(buffer, at + URGENT_POINTER, urgentPointer);
    options.write(buffer, at + OPTIONS);
    int checksum = UpperLayerChecksum.of(buffer, at, length(), NextHeader.TCP, source, destination);
    BigEndian.put16(buffer, at + CHECKSUM, checksum);
    buffer.position(at + length());
  }
}
