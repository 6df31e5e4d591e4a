package org.srv6pipes.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** TLVs one behind the other, as they end an SRH. */
final class TlvLists {
  private static final int UNIT = 8;

  private TlvLists() {}

  static List<Tlv> read(PacketWindow packet, int from, int end, WireOptions options)
      throws RefusedException {
    List<Tlv> tlvs = new ArrayList<>(2);
    boolean path = false;
    for (int at = from; at < end; ) {
      Tlv tlv = readOne(packet, at, end, options);
      if (path && tlv instanceof ReturnPathTlv) {
        throw ReturnPathTlv.malformed("the SRH has two of them");
      }
      path |= tlv instanceof ReturnPathTlv;
      tlvs.add(tlv);
      at += tlv.length();
    }
    return List.copyOf(tlvs);
  }

  private static Tlv readOne(PacketWindow packet, int at, int end, WireOptions options)
      throws RefusedException {
    int type = packet.u8(at);
    if (type == Tlv.Pad1.TYPE) {
      return Tlv.Pad1.PAD1;
    }
    int length = at + Tlv.HEADER > end ? Tlv.HEADER : Tlv.HEADER + packet.u8(at + 1);
    if (at + length > end) {
      throw new RefusedException(
          Refused.Reason.TLV_PAST_END,
          "type %d of %d octets with %d left in the SRH".formatted(type, length, end - at));
    }
    if (type == options.returnPathType()) {
      return ReturnPathTlv.read(packet, at, length);
    }
    return switch (type) {
      case Tlv.PadN.TYPE -> Tlv.PadN.read(length);
      case Tlv.Hmac.TYPE -> Tlv.Hmac.read(packet, at, length);
      default ->
          new Tlv.Unknown(type, Octets.read(packet.buffer(), at + Tlv.HEADER, length - Tlv.HEADER));
    };
  }

  static void write(List<Tlv> tlvs, ByteBuffer buffer, int index) {
    int at = index;
    for (Tlv tlv : tlvs) {
      tlv.write(buffer, at);
      at += tlv.length();
    }
  }

  static int length(List<Tlv> tlvs) {
    int length = 0;
    for (Tlv tlv : tlvs) {
      length += tlv.length();
    }
    return length;
  }

  /** The same TLVs, with the padding behind them that makes their length a multiple of 8 octets. */
  static List<Tlv> padded(List<Tlv> tlvs) {
    int missing = -length(tlvs) & (UNIT - 1);
    if (missing == 0) {
      return List.copyOf(tlvs);
    }
    List<Tlv> padded = new ArrayList<>(tlvs);
    if (missing == 1) { // no PadN is that short: two of them make 9
      padded.add(new Tlv.PadN(2));
      missing = 5;
    }
    padded.add(new Tlv.PadN(missing - Tlv.HEADER));
    return List.copyOf(padded);
  }
}
