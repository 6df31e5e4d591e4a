package org.srv6pipes.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Segment Routing Header, RFC 8754 section 2.
 *
 * <pre>
 *  0               1               2               3
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |  next header  | octets/8 - 1  |       4       | segments left |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |  last entry   |     flags     |              tag              |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |          segments[0] (16): the final destination              |
 * |          ...                                                  |
 * |          segments[last entry] (16): the first one             |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |          TLVs ...                                             |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * </pre>
 *
 * A header whose TLVs do not end at a multiple of 8 octets gets the padding it lacks. That padding
 * is PadN also for a single missing octet: Linux (seg6_validate_srh) reads a length behind every
 * type and refuses a Pad1 at the end.
 *
 * <p>The active segment must be in the list; the reduced form of RFC 8754 section 4.1.1, which
 * leaves it out, is not read.
 *
 * @param nextHeader what stands behind; the kernel fills it in for a socket option
 * @param segmentsLeft the index of the active segment
 * @param flags 8 bits; Linux knows 0x08 as "has an HMAC"
 * @param segments at least one
 */
public record Srh(
    int nextHeader,
    int segmentsLeft,
    int flags,
    int tag,
    List<Ipv6Address> segments,
    List<Tlv> tlvs) {
  private static final int ROUTING_TYPE = 4;
  private static final int TYPE = 2;

  private static final int UNIT = 8;
  private static final int LONGEST = UNIT + UNIT * 0xff;
  private static final int UNITS = 1;
  private static final int SEGMENTS_LEFT = 3;
  private static final int LAST_ENTRY = 4;
  private static final int FLAGS = 5;
  private static final int TAG = 6;
  private static final int SEGMENTS = 8;
  private static final int HMAC_FLAG = 0x08;

  public Srh {
    segments = List.copyOf(segments);
    tlvs = TlvLists.padded(tlvs);
    Checks.fits("next header", nextHeader, 8);
    Checks.fits("SRH flags", flags, 8);
    Checks.fits("SRH tag", tag, 16);
    Checks.require(!segments.isEmpty(), "an SRH needs at least one segment");
    Checks.between("segments left", 0, segmentsLeft, segments.size() - 1);
    Checks.between("length of an SRH", UNIT, length(segments, tlvs), LONGEST);
  }

  /** A header in front of TCP with nothing but segments. */
  public static Srh of(int segmentsLeft, List<Ipv6Address> segments, Tlv... tlvs) {
    return new Srh(NextHeader.TCP, segmentsLeft, 0, 0, segments, List.of(tlvs));
  }

  /** Reads a buffer that holds one SRH from position to limit, which stay as they are. */
  public static Srh parse(ByteBuffer buffer, WireOptions options) throws RefusedException {
    int start = buffer.position();
    PacketWindow window = new PacketWindow(buffer, start, buffer.limit());
    Srh srh = parse(window, start, options);
    if (srh.length() != buffer.remaining()) {
      throw new RefusedException(
          Refused.Reason.LENGTH_CONTRADICTS,
          "an SRH of " + srh.length() + " octets in " + buffer.remaining());
    }
    return srh;
  }

  static Srh parse(PacketWindow packet, int at, WireOptions options) throws RefusedException {
    packet.require(at, UNIT, "SRH");
    int length = UNIT + UNIT * packet.u8(at + UNITS);
    packet.require(at, length, "SRH");
    if (packet.u8(at + TYPE) != ROUTING_TYPE) {
      throw new RefusedException(
          Refused.Reason.UNKNOWN_ROUTING_TYPE, "routing type " + packet.u8(at + TYPE));
    }
    int lastEntry = packet.u8(at + LAST_ENTRY);
    int segmentsLeft = packet.u8(at + SEGMENTS_LEFT);
    int tlvs = at + SEGMENTS + Ipv6Address.LENGTH * (lastEntry + 1);
    if (tlvs > at + length) {
      throw new RefusedException(
          Refused.Reason.LAST_ENTRY_PAST_HEADER,
          "last entry " + lastEntry + " in an SRH of " + length + " octets");
    }
    if (segmentsLeft > lastEntry) {
      throw new RefusedException(
          Refused.Reason.SEGMENTS_LEFT_PAST_LIST,
          "segments left " + segmentsLeft + ", last entry " + lastEntry);
    }
    return new Srh(
        packet.u8(at),
        segmentsLeft,
        packet.u8(at + FLAGS),
        packet.u16(at + TAG),
        SegmentLists.read(packet, at + SEGMENTS, lastEntry + 1),
        TlvLists.read(packet, tlvs, at + length, options));
  }

  public int lastEntry() {
    return segments.size() - 1;
  }

  /** Whom a packet with this header is addressed to. */
  public Ipv6Address activeSegment() {
    return segments.get(segmentsLeft);
  }

  /** Whom the packet is for in the end, which is also whom its checksum is for. */
  public Ipv6Address finalDestination() {
    return segments.getFirst();
  }

  /** Whom a packet with this header still visits, in order; the last is its final destination. */
  public List<Ipv6Address> remaining() {
    return segments.subList(0, segmentsLeft + 1).reversed();
  }

  public Optional<ReturnPathTlv> returnPath() {
    for (Tlv tlv : tlvs) {
      if (tlv instanceof ReturnPathTlv path) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /**
   * This header for the next part of the way, in front of TCP: the list cut behind the segment that
   * comes next, the return path replaced, paddings anew. An HMAC goes, because it covers the list;
   * other TLVs stay.
   *
   * @param next the index of the segment that comes next
   * @param returnPath the new return path, or null for none
   */
  public Srh onward(int next, @Nullable ReturnPathTlv returnPath) {
    List<Tlv> kept = new ArrayList<>();
    if (returnPath != null) {
      kept.add(returnPath);
    }
    for (Tlv tlv : tlvs) {
      if (tlv instanceof Tlv.Unknown) {
        kept.add(tlv);
      }
    }
    List<Ipv6Address> ahead = segments.subList(0, next + 1);
    return new Srh(NextHeader.TCP, next, flags & ~HMAC_FLAG, tag, ahead, kept);
  }

  /** The same header in front of something else. */
  Srh carrying(int newNextHeader) {
    return new Srh(newNextHeader, segmentsLeft, flags, tag, segments, tlvs);
  }

  /** Octets on the wire, always a multiple of 8. */
  public int length() {
    return length(segments, tlvs);
  }

  /** Writes the header at the buffer's position, which moves behind it. */
  public void writeTo(ByteBuffer buffer) {
    int at = buffer.position();
    BigEndian.put8(buffer, at, nextHeader);
    BigEndian.put8(buffer, at + UNITS, length() / UNIT - 1);
    BigEndian.put8(buffer, at + TYPE, ROUTING_TYPE);
    BigEndian.put8(buffer, at + SEGMENTS_LEFT, segmentsLeft);
    BigEndian.put8(buffer, at + LAST_ENTRY, lastEntry());
    BigEndian.put8(buffer, at + FLAGS, flags);
    BigEndian.put16(buffer, at + TAG, tag);
    SegmentLists.write(segments, buffer, at + SEGMENTS);
    TlvLists.write(tlvs, buffer, at + SEGMENTS + Ipv6Address.LENGTH * segments.size());
    buffer.position(at + length());
  }

  /**
   * The header alone, as the socket option IPV6_RTHDR takes it. With segments left, the kernel puts
   * the address of {@code connect()} into segments[0], whatever stands there; with none left it
   * must be that address already.
   */
  public byte[] toBytes() {
    byte[] octets = new byte[length()];
    writeTo(ByteBuffer.wrap(octets));
    return octets;
  }

  private static int length(List<Ipv6Address> segments, List<Tlv> tlvs) {
    return SEGMENTS + Ipv6Address.LENGTH * segments.size() + TlvLists.length(tlvs);
  }
}
