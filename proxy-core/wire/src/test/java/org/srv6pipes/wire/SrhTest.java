package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SrhTest {
  private static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");
  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  private static final Ipv6Address P1 = Ipv6Address.parse("fc00:1::1:0:0");
  private static final Ipv6Address P2 = Ipv6Address.parse("fc00:2::1:0:0");
  private static final ReturnPathTlv PATH = new ReturnPathTlv(6, 1, List.of(CLIENT, P1));
  private static final Tlv.Unknown OPAQUE = new Tlv.Unknown(200, Octets.parse("00112233445566"));

  private static String hex(Srh srh) {
    return HexFormat.of().formatHex(Buffers.written(srh.length(), srh::writeTo));
  }

  private static Srh read(String hex) throws RefusedException {
    return Srh.parse(ByteBuffer.wrap(HexFormat.of().parseHex(hex)), WireOptions.DEFAULT);
  }

  @Test
  void shouldWriteEachFieldInItsPlace() throws RefusedException {
    Srh srh = new Srh(59, 1, 0x08, 0xabcd, List.of(SERVER, P2, P1), List.of());

    assertThat(hex(srh))
        .isEqualTo(
            "3b060401" // next header, 6 * 8 octets more, type 4, segments left
                + "0208abcd" // last entry, flags, tag
                + "20010db8000200000000000000000002"
                + "fc000002000000000000000100000000"
                + "fc000001000000000000000100000000");
    assertThat(read(hex(srh))).isEqualTo(srh);
    assertThat(srh.lastEntry()).isEqualTo(2);
    assertThat(srh.activeSegment()).isEqualTo(P2);
    assertThat(srh.finalDestination()).isEqualTo(SERVER);
  }

  @Test
  void shouldWriteEachKindOfTlv() throws RefusedException {
    Srh srh =
        Srh.of(
            0,
            List.of(SERVER),
            new Tlv.Pad1(),
            new Tlv.PadN(5),
            new Tlv.Hmac(true, 0xdeadbeef, Octets.parse("0123456789abcdef")),
            PATH,
            new Tlv.Unknown(124, Octets.parse("ffffffffffff")));

    assertThat(hex(srh).substring(2 * 24))
        .isEqualTo(
            "00" // Pad1
                + "04050000000000" // PadN
                + "050e8000deadbeef0123456789abcdef" // HMAC
                + "0626000000000001" // return path
                + "20010db8000100000000000000000002"
                + "fc000001000000000000000100000000"
                + "7c06ffffffffffff"); // unknown
    assertThat(read(hex(srh))).isEqualTo(srh);
    assertThat(srh.returnPath()).contains(PATH);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void shouldFillUpToEightOctetsWithPaddingThatLinuxCanRead(int octets) throws RefusedException {
    Srh srh = Srh.of(0, List.of(SERVER), new Tlv.Unknown(200, Octets.of(new byte[octets])));

    assertThat(srh.length() % 8).isZero();
    assertThat(srh.tlvs()).hasSizeLessThanOrEqualTo(3).noneMatch(Tlv.Pad1.class::isInstance);
    assertThat(read(hex(srh))).isEqualTo(srh);
    assertThat(new StrictReader(srh.toBytes()).whatLinuxSays()).isEmpty();
  }

  @Test
  void shouldKeepUnknownTlvsAndReplaceTheReturnPathOnItsWayOn() {
    Srh srh =
        new Srh(
            6,
            2,
            0x09,
            5,
            List.of(SERVER, P2, P1),
            List.of(new Tlv.Hmac(false, 1, Octets.of(new byte[32])), OPAQUE, PATH));
    ReturnPathTlv further = new ReturnPathTlv(6, 1, List.of(CLIENT, P1, P2));

    assertThat(srh.onward(1, further))
        .isEqualTo(
            new Srh(6, 1, 0x01, 5, List.of(SERVER, P2), List.of(further, OPAQUE, new Tlv.PadN(5))));
    assertThat(srh.onward(0, null))
        .isEqualTo(new Srh(6, 0, 0x01, 5, List.of(SERVER), List.of(OPAQUE, new Tlv.PadN(5))));
  }

  @Test
  void shouldTellWhomAPacketStillVisits() {
    List<Ipv6Address> segments = List.of(SERVER, P2, P1);

    assertThat(Srh.of(2, segments).remaining()).containsExactly(P1, P2, SERVER);
    assertThat(Srh.of(1, segments).remaining()).containsExactly(P2, SERVER);
    assertThat(Srh.of(0, segments).remaining()).containsExactly(SERVER);
  }

  @Test
  void shouldRefuseABufferThatHoldsMoreThanTheHeader() {
    byte[] octets = new byte[Srh.of(0, List.of(SERVER)).length() + 8];
    ByteBuffer buffer = ByteBuffer.wrap(octets);
    Srh.of(0, List.of(SERVER)).writeTo(buffer);

    assertThatThrownBy(() -> Srh.parse(buffer.rewind(), WireOptions.DEFAULT))
        .isInstanceOfSatisfying(
            RefusedException.class,
            e ->
                assertThat(e.refused())
                    .isEqualTo(
                        new Refused(
                            Refused.Reason.LENGTH_CONTRADICTS, "an SRH of 24 octets in 32")))
        .hasMessage("LENGTH_CONTRADICTS: an SRH of 24 octets in 32");
  }

  @Test
  void shouldHoldAsManySegmentsAsItsLengthAllows() throws RefusedException {
    Srh longest = Srh.of(126, Collections.nCopies(127, SERVER));

    assertThat(read(hex(longest))).isEqualTo(longest);
    assertThatThrownBy(() -> Srh.of(0, Collections.nCopies(128, SERVER)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("length of an SRH is 2056, and must be 8 to 2048");
  }

  @Test
  void shouldRefuseToBeWhatCannotBeWritten() {
    assertRefused(() -> Srh.of(0, List.of()), "an SRH needs at least one segment");
    assertRefused(() -> Srh.of(1, List.of(SERVER)), "segments left is 1, and must be 0 to 0");
    assertRefused(
        () -> new Srh(6, 0, 256, 0, List.of(SERVER), List.of()),
        "SRH flags is 256, and must be 0 to 255");
    assertRefused(
        () -> new Srh(6, 0, 0, -1, List.of(SERVER), List.of()),
        "SRH tag is -1, and must be 0 to 65535");
    assertRefused(() -> new Tlv.PadN(6), "length of PadN's value is 6, and must be 0 to 5");
    assertRefused(() -> new Tlv.Hmac(false, 0, Octets.NONE), "an HMAC has 8, 16, 24 or 32 octets");
    assertRefused(() -> new Tlv.Unknown(4, Octets.NONE), "TLV types 0, 4 and 5 are not unknown");
    assertRefused(
        () -> new Tlv.Unknown(7, Octets.of(new byte[256])),
        "length of a TLV is 256, and must be 0 to 255");
    assertRefused(
        () -> new ReturnPathTlv(6, 0, List.of()),
        "number of return path entries is 0, and must be 1 to 15");
    assertRefused(
        () -> new ReturnPathTlv(6, 0, Collections.nCopies(16, CLIENT)),
        "number of return path entries is 16, and must be 1 to 15");
    assertRefused(
        () -> new ReturnPathTlv(6, 1, List.of(CLIENT)), "segments left is 1, and must be 0 to 0");
    assertRefused(
        () -> new WireOptions(5),
        "TLV types 0, 4 and 5 have a meaning of their own: use 6, or 124 to 126 of RFC 8754");
  }

  private static void assertRefused(Runnable construction, String why) {
    assertThatThrownBy(construction::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(why);
  }
}
