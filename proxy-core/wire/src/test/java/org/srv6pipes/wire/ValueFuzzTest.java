package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whatever can be constructed can be written, and reads back the same. */
class ValueFuzzTest {
  private static final int RETURN_PATH_TYPE = WireOptions.DEFAULT.returnPathType();

  @FuzzTest(maxDuration = "10s")
  void shouldReadWhatItWrote(FuzzedDataProvider data) throws RefusedException {
    @Nullable Srh srh = data.consumeBoolean() ? srh(data) : null;
    Ipv6Address destination = srh == null ? address(data) : srh.finalDestination();
    TcpPacket packet =
        TcpPacket.of(data.consumeInt(0, 0xff), address(data), destination, srh, tcp(data));

    byte[] written = Buffers.written(packet.length(), packet::writeTo);

    assertThat(TcpPacket.parse(ByteBuffer.wrap(written), WireOptions.DEFAULT)).isEqualTo(packet);
    if (srh != null) {
      assertThat(new StrictReader(srh.toBytes()).whatRfc8754Says()).isEmpty();
    }
  }

  private static Srh srh(FuzzedDataProvider data) {
    List<Ipv6Address> segments = addresses(data, 16);
    return new Srh(
        NextHeader.TCP,
        data.consumeInt(0, segments.size() - 1),
        data.consumeInt(0, 0xff),
        data.consumeInt(0, 0xffff),
        segments,
        tlvs(data));
  }

  private static List<Tlv> tlvs(FuzzedDataProvider data) {
    List<Tlv> tlvs = new ArrayList<>();
    for (int i = data.consumeInt(0, 5); i > 0; i--) {
      tlvs.add(tlv(data));
    }
    if (data.consumeBoolean()) {
      List<Ipv6Address> path = addresses(data, ReturnPathTlv.MOST_SEGMENTS);
      tlvs.add(new ReturnPathTlv(RETURN_PATH_TYPE, data.consumeInt(0, path.size() - 1), path));
    }
    return tlvs;
  }

  private static Tlv tlv(FuzzedDataProvider data) {
    return switch (data.consumeInt(0, 3)) {
      case 0 -> new Tlv.Pad1();
      case 1 -> new Tlv.PadN(data.consumeInt(0, 5));
      case 2 ->
          new Tlv.Hmac(
              data.consumeBoolean(), data.consumeInt(), octets(data, 8 * data.consumeInt(1, 4)));
      default -> new Tlv.Unknown(data.consumeInt(7, 0xff), octets(data, data.consumeInt(0, 0xff)));
    };
  }

  private static TcpHeader tcp(FuzzedDataProvider data) {
    return new TcpHeader(
        data.consumeInt(0, 0xffff),
        data.consumeInt(0, 0xffff),
        data.consumeInt(),
        data.consumeInt(),
        data.consumeInt(0, 0xfff),
        data.consumeInt(0, 0xffff),
        data.consumeInt(0, 0xffff),
        octets(data, 4 * data.consumeInt(0, 10)));
  }

  /** So many octets, zeros where the data has run out. */
  private static Octets octets(FuzzedDataProvider data, int length) {
    byte[] octets = new byte[length];
    byte[] consumed = data.consumeBytes(length);
    System.arraycopy(consumed, 0, octets, 0, consumed.length);
    return Octets.of(octets);
  }

  private static List<Ipv6Address> addresses(FuzzedDataProvider data, int most) {
    List<Ipv6Address> addresses = new ArrayList<>();
    for (int i = data.consumeInt(1, most); i > 0; i--) {
      addresses.add(address(data));
    }
    return addresses;
  }

  private static Ipv6Address address(FuzzedDataProvider data) {
    return new Ipv6Address(data.consumeLong(), data.consumeLong());
  }
}
