package org.srv6pipes.wire;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The way back to the client, as an SRH would hold it. Format of the SRv6Pipes prototype of 2018.
 *
 * <pre>
 *  0               1               2               3
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |     type      |    6 + 16 n   |             zero              |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |                     zero                      | segments left |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * |          segments[0] (16): the client                         |
 * |          segments[1] (16): return SID of the first proxy      |
 * |          ...         segments[n - 1]                          |
 * +-------+-------+-------+-------+-------+-------+-------+-------+
 * </pre>
 *
 * @param segmentsLeft the index of the entry whose proxy sent this packet on; 0 is the client
 *     itself
 * @param segments 1 to 15 of them, in the order of an SRH
 */
public record ReturnPathTlv(int type, int segmentsLeft, List<Ipv6Address> segments) implements Tlv {
  /** The client and 14 proxies: what one octet of length has room for. */
  public static final int MOST_SEGMENTS = 15;

  private static final int ZERO_16 = 2;
  private static final int ZERO_24 = 4;
  private static final int SEGMENTS_LEFT = 7;
  private static final int SEGMENTS = 8;

  public ReturnPathTlv {
    segments = List.copyOf(segments);
    checkType(type);
    Checks.between("number of return path entries", 1, segments.size(), MOST_SEGMENTS);
    Checks.between("segments left", 0, segmentsLeft, segments.size() - 1);
  }

  static void checkType(int type) {
    Checks.fits("return-path TLV type", type, 8);
    Checks.require(
        !Tlv.hasMeaning(type),
        "TLV types 0, 4 and 5 have a meaning of their own: use 6, or 124 to 126 of RFC 8754");
  }

  /** Where traffic to the client ends. */
  public Ipv6Address client() {
    return segments.getFirst();
  }

  /**
   * The header that takes an answer from whoever received this TLV to the client, by the proxy that
   * sent it on first; none where no proxy did.
   */
  public Optional<Srh> answer() {
    return segmentsLeft == 0
        ? Optional.empty()
        : Optional.of(Srh.of(segmentsLeft, segments.subList(0, segmentsLeft + 1)));
  }

  @Override
  public int length() {
    return SEGMENTS + Ipv6Address.LENGTH * segments.size();
  }

  @Override
  public void write(ByteBuffer buffer, int index) {
    BigEndian.put8(buffer, index, type);
    BigEndian.put8(buffer, index + 1, length() - HEADER);
    BigEndian.putZeros(buffer, index + ZERO_16, SEGMENTS_LEFT - ZERO_16);
    BigEndian.put8(buffer, index + SEGMENTS_LEFT, segmentsLeft);
    SegmentLists.write(segments, buffer, index + SEGMENTS);
  }

  static ReturnPathTlv read(PacketWindow packet, int at, int length) throws RefusedException {
    int octets = length - SEGMENTS;
    if (octets < Ipv6Address.LENGTH || octets % Ipv6Address.LENGTH != 0) {
      throw malformed(length + " octets are not a header and whole entries");
    }
    if (packet.u16(at + ZERO_16) != 0 || packet.i32(at + ZERO_24) >>> 8 != 0) {
      throw malformed("its reserved octets are not zero");
    }
    int segmentsLeft = packet.u8(at + SEGMENTS_LEFT);
    int entries = octets / Ipv6Address.LENGTH;
    if (segmentsLeft >= entries) {
      throw malformed("segments left " + segmentsLeft + " is past its " + entries + " entries");
    }
    return new ReturnPathTlv(
        packet.u8(at), segmentsLeft, SegmentLists.read(packet, at + SEGMENTS, entries));
  }

  static RefusedException malformed(String why) {
    return new RefusedException(Refused.Reason.RETURN_PATH_MALFORMED, why);
  }
}
