package org.srv6pipes.dist.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The packets of a capture file, from their IPv6 header on; what is not IPv6 is left out. Reads
 * pcap (draft-ietf-opsawg-pcap) and pcapng (draft-ietf-opsawg-pcapng), in either byte order.
 */
public final class CaptureFile {

  private static final int PCAP_MICROSECONDS = 0xa1b2c3d4;
  private static final int PCAP_NANOSECONDS = 0xa1b23c4d;
  private static final int PCAPNG_SECTION = 0x0a0d0d0a;
  private static final int PCAPNG_BYTE_ORDER = 0x1a2b3c4d;
  private static final int PCAPNG_INTERFACE = 1;
  private static final int PCAPNG_PACKET = 6;
  private static final int PCAPNG_TIME_RESOLUTION = 9;
  private static final int LARGEST_RECORD = 16 << 20;

  /**
   * @param time since the first packet of the file
   * @param bytes from the IPv6 header on, as many as were captured
   */
  public record Packet(int number, Duration time, ByteBuffer bytes) {}

  /** How an interface's packets are read. */
  private record Interface(int linkType, long unitsPerSecond) {}

  private final ByteBuffer file;
  private final List<Packet> packets = new ArrayList<>();
  private final List<Interface> interfaces = new ArrayList<>();
  private int number;
  private long firstNanos;

  private CaptureFile(ByteBuffer file) {
    this.file = file;
  }

  /**
   * @throws IOException if it cannot be read, or is no capture file
   */
  public static List<Packet> read(Path path) throws IOException {
    CaptureFile file = new CaptureFile(ByteBuffer.wrap(Files.readAllBytes(path)));
    try {
      file.read();
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    return file.packets;
  }

  private void read() {
    if (file.remaining() < Integer.BYTES) {
      throw new IllegalArgumentException("is empty");
    }
    int magic = file.order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    switch (magic) {
      case PCAP_MICROSECONDS -> readPcap(1_000_000);
      case PCAP_NANOSECONDS -> readPcap(1_000_000_000);
      case PCAPNG_SECTION -> readPcapng();
      default -> readSwapped(Integer.reverseBytes(magic));
    }
  }

  private void readSwapped(int magic) {
    file.order(ByteOrder.BIG_ENDIAN);
    switch (magic) {
      case PCAP_MICROSECONDS -> readPcap(1_000_000);
      case PCAP_NANOSECONDS -> readPcap(1_000_000_000);
      default ->
          throw new IllegalArgumentException(
              "is neither pcap nor pcapng; tcpdump -w and tshark -w write those");
    }
  }

  /** A header of 24 bytes, then records of 16 bytes and a packet. */
  private void readPcap(long unitsPerSecond) {
    if (file.remaining() < 24) {
      throw new IllegalArgumentException("ends within its header");
    }
    Interface only = new Interface(file.getInt(20) & 0xffff, unitsPerSecond);
    file.position(24);
    while (file.remaining() >= 16) {
      long seconds = Integer.toUnsignedLong(file.getInt());
      long units = Integer.toUnsignedLong(file.getInt());
      int length = file.getInt();
      file.getInt();
      if (length < 0 || length > file.remaining()) {
        return; // the writer was still at it
      }
      add(only, seconds * unitsPerSecond + units, file.slice(file.position(), length));
      file.position(file.position() + length);
    }
  }

  /** Blocks: type, length, body, length once more. */
  private void readPcapng() {
    while (file.remaining() >= 12) {
      int start = file.position();
      if (file.getInt(start) == PCAPNG_SECTION) {
        section(start);
      }
      int type = file.getInt(start);
      int length = file.getInt(start + 4);
      if (length < 12 || length > LARGEST_RECORD || length > file.remaining()) {
        return; // the writer was still at it
      }
      ByteBuffer body = file.slice(start + 8, length - 12).order(file.order());
      if (type == PCAPNG_INTERFACE) {
        interfaces.add(new Interface(body.getShort(0) & 0xffff, unitsPerSecond(body)));
      } else if (type == PCAPNG_PACKET) {
        enhancedPacket(body);
      }
      file.position(start + length);
    }
  }

  private void section(int start) {
    interfaces.clear();
    file.order(ByteOrder.LITTLE_ENDIAN);
    if (file.getInt(start + 8) != PCAPNG_BYTE_ORDER) {
      file.order(ByteOrder.BIG_ENDIAN);
    }
  }

  /**
   * The option if_tsresol, a power of ten or, with the highest bit, of two; microseconds without.
   */
  private static long unitsPerSecond(ByteBuffer body) {
    int at = 8;
    while (at + 4 <= body.limit()) {
      int code = body.getShort(at);
      int length = body.getShort(at + 2) & 0xffff;
      if (code == PCAPNG_TIME_RESOLUTION && length == 1) {
        int power = body.get(at + 4);
        return power < 0 ? 1L << (power & 0x3f) : (long) Math.pow(10, Math.min(power, 18));
      }
      at += 4 + ((length + 3) & ~3);
    }
    return 1_000_000;
  }

  private void enhancedPacket(ByteBuffer body) {
    int index = body.getInt(0);
    int length = body.getInt(12);
    if (index < 0 || index >= interfaces.size() || length < 0 || length > body.limit() - 20) {
      throw new IllegalArgumentException("has a packet that contradicts itself");
    }
    long time =
        (Integer.toUnsignedLong(body.getInt(4)) << 32) | Integer.toUnsignedLong(body.getInt(8));
    add(interfaces.get(index), time, body.slice(20, length));
  }

  private void add(Interface from, long time, ByteBuffer frame) {
    number++;
    long nanos =
        time / from.unitsPerSecond() * 1_000_000_000
            + time % from.unitsPerSecond() * 1_000_000_000 / from.unitsPerSecond();
    if (number == 1) {
      firstNanos = nanos;
    }
    headerLength(from.linkType(), frame)
        .filter(length -> frame.limit() >= length + 40 && frame.get(length) >> 4 == 6)
        .ifPresent(
            length ->
                packets.add(
                    new Packet(
                        number,
                        Duration.ofNanos(nanos - firstNanos),
                        frame.slice(length, frame.limit() - length))));
  }

  /** What stands before the IP header, by the numbers of tcpdump.org/linktypes.html. */
  private static Optional<Integer> headerLength(int linkType, ByteBuffer frame) {
    return switch (linkType) {
      case 0 -> Optional.of(4); // LINKTYPE_NULL
      case 1 -> ethernet(frame); // LINKTYPE_ETHERNET
      case 101, 229 -> Optional.of(0); // LINKTYPE_RAW, LINKTYPE_IPV6
      case 113 -> Optional.of(16); // LINKTYPE_LINUX_SLL
      case 276 -> Optional.of(20); // LINKTYPE_LINUX_SLL2
      default ->
          throw new IllegalArgumentException(
              "link type " + linkType + " is not known here; capture with tcpdump -i any");
    };
  }

  private static Optional<Integer> ethernet(ByteBuffer frame) {
    int at = 12;
    while (at + 2 <= frame.limit() && isVlan(frame, at)) {
      at += 4;
    }
    return Optional.of(at + 2);
  }

  private static boolean isVlan(ByteBuffer frame, int at) {
    int type = (frame.get(at) & 0xff) << 8 | (frame.get(at + 1) & 0xff);
    return type == 0x8100 || type == 0x88a8;
  }
}
