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
    Tlv[] tlvs = new Tlv[count(packet, from, end)];
    int at = from;
    for (int i = 0; i < tlvs.length; i++) {
      tlvs[i] = readOne(packet, at, options);
      at += tlvs[i].length();
    }
    refuseTwoReturnPaths(tlvs);
    return List.of(tlvs);
  }

  /** How many TLVs stand between two indices, all of which end there. */
  private static int count(PacketWindow packet, int from, int end) throws RefusedException {
    int count = 0;
    for (int at = from; at < end; at += length(packet, at)) {
      int left = end - at;
      boolean halved = left < Tlv.HEADER && packet.u8(at) != Tlv.Pad1.TYPE;
      if (halved || length(packet, at) > left) {
        throw new RefusedException(
            Refused.Reason.TLV_PAST_END,
            "type %d at %d octets before the end of the SRH".formatted(packet.u8(at), left));
      }
      count++;
    }
    return count;
  }

  private static int length(PacketWindow packet, int at) {
    return packet.u8(at) == Tlv.Pad1.TYPE ? 1 : Tlv.HEADER + packet.u8(at + 1);
  }

  private static void refuseTwoReturnPaths(Tlv[] tlvs) throws RefusedException {
    int paths = 0;
    for (Tlv tlv : tlvs) {
      if (tlv instanceof ReturnPathTlv && ++paths == 2) {
        throw ReturnPathTlv.malformed("the SRH has two of them");
      }
    }
  }

  private static Tlv readOne(PacketWindow packet, int at, WireOptions options)
      throws RefusedException {
    int type = packet.u8(at);
    int length = length(packet, at);
    if (type == options.returnPathType()) {
      return ReturnPathTlv.read(packet, at, length);
    }
    return switch (type) {
      case Tlv.Pad1.TYPE -> Tlv.Pad1.PAD1;
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
