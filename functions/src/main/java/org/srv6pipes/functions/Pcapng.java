package org.srv6pipes.functions;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.srv6pipes.function.Direction;

/**
 * For Wireshark: each piece as a TCP segment that never was. Sequence numbers begin with 0,
 * checksums are left out, and nothing is acknowledged but the beginning.
 */
final class Pcapng implements TeeFormat {

  private static final int SECTION_HEADER = 0x0A0D0D0A;
  private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
  private static final int INTERFACE_DESCRIPTION = 1;
  private static final int ENHANCED_PACKET = 6;
  private static final short LINKTYPE_RAW = 101;
  private static final short OPTION_TIME_RESOLUTION = 9;
  private static final byte NANOSECONDS = 9;
  private static final int PACKET_FIELDS = 28;
  private static final int IP = 40;
  private static final int TCP = 20;

  private static final int FIN = 0x01;
  private static final int SYN = 0x02;
  private static final int RST = 0x04;
  private static final int PSH = 0x08;
  private static final int ACK = 0x10;

  @Override
  public byte[] beginning() {
    return ByteBuffer.allocate(28 + 32)
        .putInt(SECTION_HEADER)
        .putInt(28)
        .putInt(BYTE_ORDER_MAGIC)
        .putShort((short) 1)
        .putShort((short) 0)
        .putLong(-1)
        .putInt(28)
        .putInt(INTERFACE_DESCRIPTION)
        .putInt(32)
        .putShort(LINKTYPE_RAW)
        .putShort((short) 0)
        .putInt(0)
        .putShort(OPTION_TIME_RESOLUTION)
        .putShort((short) 1)
        .put(NANOSECONDS)
        .put(new byte[3])
        .putInt(0)
        .putInt(32)
        .array();
  }

  @Override
  public ByteBuffer head(Event event, TeeStream stream, Instant time, int length) {
    int packet = IP + TCP + length;
    long nanos = time.getEpochSecond() * 1_000_000_000 + time.getNano();
    ByteBuffer head = ByteBuffer.allocate(PACKET_FIELDS + IP + TCP);
    head.putInt(ENHANCED_PACKET).putInt(blockLength(packet)).putInt(0);
    head.putInt((int) (nanos >>> 32)).putInt((int) nanos).putInt(packet).putInt(packet);
    putIp(head, stream, TCP + length);
    putTcp(head, event, stream);
    return head.flip();
  }

  @Override
  public ByteBuffer tail(int length) {
    int packet = IP + TCP + length;
    return ByteBuffer.allocate(padding(packet) + Integer.BYTES)
        .position(padding(packet))
        .putInt(blockLength(packet))
        .flip();
  }

  private static int blockLength(int packet) {
    return PACKET_FIELDS + packet + padding(packet) + Integer.BYTES;
  }

  private static int padding(int length) {
    return -length & 3;
  }

  private static void putIp(ByteBuffer head, TeeStream stream, int payload) {
    head.putInt(6 << 28).putShort((short) payload).put((byte) 6).put((byte) 64);
    putAddress(head, stream.source().getAddress());
    putAddress(head, stream.destination().getAddress());
  }

  private static void putAddress(ByteBuffer head, InetAddress address) {
    byte[] bytes = address.getAddress();
    if (bytes.length == 4) {
      head.putLong(0).putInt(0xFFFF);
    }
    head.put(bytes);
  }

  private static void putTcp(ByteBuffer head, Event event, TeeStream stream) {
    boolean first = event == Event.OPENED;
    boolean clientsFirst = first && stream.direction() == Direction.FORWARD;
    head.putShort((short) stream.source().getPort());
    head.putShort((short) stream.destination().getPort());
    head.putInt(first ? 0 : (int) (1 + stream.offset()));
    head.putInt(clientsFirst ? 0 : 1);
    head.put((byte) ((TCP / 4) << 4)).put((byte) flags(event, clientsFirst));
    head.putShort((short) 0xFFFF).putInt(0);
  }

  private static int flags(Event event, boolean clientsFirst) {
    return switch (event) {
      case OPENED -> clientsFirst ? SYN : SYN | ACK;
      case DATA -> PSH | ACK;
      case CLOSED -> FIN | ACK;
      case BROKEN -> RST | ACK;
    };
  }
}
