package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * {@code encap seg6} on a route: the segment routing header that the kernel gives to packets which
 * take it.
 *
 * <pre>
 * struct seg6_iptunnel_encap {    linux/seg6_iptunnel.h
 *   int mode;                     at 0
 *   struct ipv6_sr_hdr srh;       at 4
 * }
 * struct ipv6_sr_hdr {            linux/seg6.h
 *   u8  nexthdr, hdrlen, type, segments_left, first_segment, flags;
 *   u16 tag;
 *   struct in6_addr segments[];   the last one first
 * }
 * </pre>
 *
 * @param mode how it gets into the packet
 * @param segments in the order of travel; inline, the packet's own destination follows them by
 *     itself
 * @param tlvs what stands behind the segments, a multiple of eight bytes; empty for none
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, and compared by content
public record Seg6(Mode mode, List<Inet6Address> segments, byte[] tlvs) implements Encapsulation {

  /** SEG6_IPTUN_MODE_… of linux/seg6_iptunnel.h. */
  public enum Mode {
    INLINE,
    ENCAP,
    L2ENCAP,
    ENCAP_RED,
    L2ENCAP_RED;

    private static final List<Mode> BY_NUMBER = List.of(values());

    private int number() {
      return BY_NUMBER.indexOf(this);
    }
  }

  private static final int SRH_TYPE = 4;
  private static final int MODE_LENGTH = 4;
  private static final int SRH_FIXED = 8;
  private static final int SEGMENT = 16;

  public Seg6 {
    segments = List.copyOf(segments);
    tlvs = tlvs.clone();
    if (tlvs.length % 8 != 0) {
      throw new IllegalArgumentException("TLVs of " + tlvs.length + " bytes: not a multiple of 8");
    }
  }

  /** Puts the header into the packet itself, so that the real destination is the last segment. */
  public static Seg6 inline(List<Inet6Address> segments) {
    return new Seg6(Mode.INLINE, segments, new byte[0]);
  }

  /** The same with TLVs behind the segments. */
  public Seg6 withTlvs(byte[] tlvs) {
    return new Seg6(mode, segments, tlvs);
  }

  @Override
  public byte[] tlvs() {
    return tlvs.clone();
  }

  /** The value of the attribute SEG6_IPTUNNEL_SRH. */
  byte[] toAttribute() {
    int count = segments.size() + (mode == Mode.INLINE ? 1 : 0);
    int srhLength = SRH_FIXED + count * SEGMENT + tlvs.length;
    ByteBuffer out = ByteBuffer.allocate(MODE_LENGTH + srhLength);
    out.order(ByteOrder.nativeOrder()).putInt(mode.number());
    out.put((byte) 0).put((byte) (srhLength / 8 - 1)).put((byte) SRH_TYPE);
    out.put((byte) (count - 1)).put((byte) (count - 1)).put((byte) 0).putShort((short) 0);
    if (mode == Mode.INLINE) {
      out.put(new byte[SEGMENT]); // the kernel fills the destination in
    }
    segments.reversed().forEach(segment -> out.put(segment.getAddress()));
    return out.put(tlvs).array();
  }

  static Seg6 fromAttribute(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    Mode mode = Mode.BY_NUMBER.get(in.order(ByteOrder.nativeOrder()).getInt(0));
    in.order(ByteOrder.BIG_ENDIAN);
    int last = Byte.toUnsignedInt(in.get(MODE_LENGTH + 4));
    int first = mode == Mode.INLINE ? 1 : 0;
    List<Inet6Address> segments = new ArrayList<>();
    for (int i = last; i >= first; i--) {
      int at = segmentAt(i);
      segments.add(SocketAddress6.inetAddress(in.getLong(at), in.getLong(at + 8)));
    }
    return new Seg6(mode, segments, Arrays.copyOfRange(value, segmentAt(last + 1), value.length));
  }

  private static int segmentAt(int index) {
    return MODE_LENGTH + SRH_FIXED + index * SEGMENT;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Seg6 that
        && mode == that.mode
        && segments.equals(that.segments)
        && Arrays.equals(tlvs, that.tlvs);
  }

  @Override
  public int hashCode() {
    return segments.hashCode() * 31 + Arrays.hashCode(tlvs);
  }

  @Override
  public String toString() {
    List<String> path = segments.stream().map(SocketAddress6::text).toList();
    String behind = tlvs.length == 0 ? "" : " tlvs " + HexFormat.of().formatHex(tlvs);
    return "seg6 mode " + mode + " segs " + String.join(",", path) + behind;
  }
}
