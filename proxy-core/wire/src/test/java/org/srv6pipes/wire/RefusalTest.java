package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.srv6pipes.wire.Refused.Reason.*;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.wire.Refused.Reason;

/**
 * One good packet of the kernel, spoiled in one place at a time.
 *
 * <pre>
 *   0 IPv6   40 SRH   48 segments   96 return path   104 entries   152 TCP   172 options   192
 * </pre>
 */
class RefusalTest {
  private static final int NEXT_HEADER = 6;
  private static final int DESTINATION = 24;
  private static final int SRH = 40;
  private static final int SEGMENTS_LEFT = SRH + 3;
  private static final int LAST_ENTRY = SRH + 4;
  private static final int TLV = 96;
  private static final int TCP = 152;
  private static final int WORDS_AND_FLAGS = TCP + 12;
  private static final int END = 192;

  private static byte[] good() {
    return KernelPackets.octets("first proxy: SYN arriving");
  }

  private static byte[] cutTo(int length) {
    return Arrays.copyOf(good(), length);
  }

  private static byte[] with(int at, String hex) {
    byte[] packet = good();
    byte[] octets = HexFormat.of().parseHex(hex);
    System.arraycopy(octets, 0, packet, at, octets.length);
    return packet;
  }

  /** The packet with another payload length, and so many octets behind its IPv6 header. */
  private static byte[] claiming(int payloadLength, int octets) {
    return Arrays.copyOf(with(4, "%04x".formatted(payloadLength)), SRH + octets);
  }

  /** The packet with extension headers in front of its SRH, each naming what comes next. */
  private static byte[] withHeaders(int first, String hex) {
    byte[] headers = HexFormat.of().parseHex(hex);
    byte[] good = good();
    ByteBuffer packet = ByteBuffer.allocate(good.length + headers.length);
    packet.put(good, 0, SRH).put(headers).put(good, SRH, good.length - SRH);
    packet.putShort(4, (short) (good.length - SRH + headers.length));
    return packet.put(NEXT_HEADER, (byte) first).array();
  }

  /**
   * The packet with other TLVs in place of the return path, filled up with padding to its 56
   * octets.
   */
  private static byte[] withTlvs(String hex) {
    int left = 56 - hex.length() / 2;
    return with(TLV, hex + "00".repeat(left % 2) + "0400".repeat(left / 2));
  }

  private static String options(int next) {
    return "%02x00010400000000".formatted(next);
  }

  static Stream<Arguments> spoiled() {
    return Stream.of(
        arguments(TRUNCATED, cutTo(0), "IPv6 version of 1 octets at offset 0, captured 0"),
        arguments(TRUNCATED, cutTo(39), "IPv6 header of 40 octets at offset 0, captured 39"),
        arguments(TRUNCATED, cutTo(47), "extension header of 8 octets at offset 40, captured 47"),
        arguments(
            TRUNCATED, cutTo(151), "extension header of 112 octets at offset 40, captured 151"),
        arguments(TRUNCATED, cutTo(171), "TCP header of 20 octets at offset 152, captured 171"),
        arguments(TRUNCATED, cutTo(191), "TCP header of 40 octets at offset 152, captured 191"),
        arguments(NOT_IPV6, with(0, "45"), "version 4"),
        arguments(LENGTH_CONTRADICTS, claiming(151, 152), "1 octets behind a packet of 191"),
        arguments(
            LENGTH_CONTRADICTS,
            claiming(0, 0),
            "extension header of 8 octets at offset 40 of a packet of 40"),
        arguments(
            LENGTH_CONTRADICTS,
            claiming(104, 104),
            "extension header of 112 octets at offset 40 of a packet of 144"),
        arguments(
            LENGTH_CONTRADICTS,
            claiming(131, 131),
            "TCP header of 20 octets at offset 152 of a packet of 171"),
        arguments(
            LENGTH_CONTRADICTS,
            with(WORDS_AND_FLAGS, "f0"),
            "TCP header of 60 octets at offset 152 of a packet of 192"),
        arguments(
            TOO_MANY_EXTENSION_HEADERS,
            withHeaders(60, options(60).repeat(7) + options(43)),
            "next header 43"),
        arguments(UNKNOWN_EXTENSION_HEADER, with(NEXT_HEADER, "32"), "next header 50"),
        arguments(UNKNOWN_EXTENSION_HEADER, with(SRH, "33"), "next header 51"),
        arguments(UNKNOWN_EXTENSION_HEADER, with(SRH, "87"), "next header 135"),
        arguments(UNKNOWN_EXTENSION_HEADER, with(SRH, "8b"), "next header 139"),
        arguments(UNKNOWN_EXTENSION_HEADER, with(SRH, "8c"), "next header 140"),
        arguments(UNKNOWN_EXTENSION_HEADER, with(SRH, "fd"), "next header 253"),
        arguments(UNKNOWN_EXTENSION_HEADER, with(SRH, "fe"), "next header 254"),
        arguments(HOP_BY_HOP_NOT_FIRST, withHeaders(60, options(0) + options(43)), "next header 0"),
        arguments(FRAGMENT, withHeaders(44, "2b00000000000001"), "next header 44"),
        arguments(UNKNOWN_ROUTING_TYPE, with(SRH + 2, "00"), "routing type 0"),
        arguments(UNKNOWN_ROUTING_TYPE, with(SRH + 2, "03"), "routing type 3"),
        arguments(TWO_ROUTING_HEADERS, with(SRH, "2b"), "next header 43"),
        arguments(
            LAST_ENTRY_PAST_HEADER, with(LAST_ENTRY, "06"), "last entry 6 in an SRH of 112 octets"),
        arguments(
            LAST_ENTRY_PAST_HEADER,
            with(LAST_ENTRY, "ff"),
            "last entry 255 in an SRH of 112 octets"),
        arguments(
            SEGMENTS_LEFT_PAST_LIST, with(SEGMENTS_LEFT, "03"), "segments left 3, last entry 2"),
        arguments(
            SEGMENTS_LEFT_PAST_LIST, with(SEGMENTS_LEFT, "ff"), "segments left 255, last entry 2"),
        arguments(
            ACTIVE_SEGMENT_IS_NOT_DESTINATION,
            with(SEGMENTS_LEFT, "01"),
            "active segment fc00:2::aaaa:0:55, destination fc00:1::aaaa:0:55"),
        arguments(
            ACTIVE_SEGMENT_IS_NOT_DESTINATION,
            with(DESTINATION, "fd"),
            "active segment fc00:1::aaaa:0:55, destination fd00:1::aaaa:0:55"),
        arguments(TLV_PAST_END, with(TLV, "0637"), "type 6 at 56 octets before the end of the SRH"),
        arguments(
            TLV_PAST_END, with(TLV, "c8ff"), "type 200 at 56 octets before the end of the SRH"),
        arguments(
            TLV_PAST_END,
            withTlvs("0400".repeat(25) + "0403000000" + "04"),
            "type 4 at 1 octets before the end of the SRH"),
        arguments(TLV_MALFORMED, withTlvs("0406000000000000"), "a PadN TLV of 8 octets"),
        arguments(TLV_MALFORMED, withTlvs("0506000000000000"), "an HMAC TLV of 8 octets"),
        arguments(TLV_MALFORMED, withTlvs("050d" + "00".repeat(13)), "an HMAC TLV of 15 octets"),
        arguments(TLV_MALFORMED, withTlvs("052e" + "00".repeat(46)), "an HMAC TLV of 48 octets"),
        arguments(RETURN_PATH_MALFORMED, with(TLV + 2, "01"), "its reserved octets are not zero"),
        arguments(RETURN_PATH_MALFORMED, with(TLV + 6, "80"), "its reserved octets are not zero"),
        arguments(
            RETURN_PATH_MALFORMED, with(TLV + 7, "03"), "segments left 3 is past its 3 entries"),
        arguments(
            RETURN_PATH_MALFORMED,
            withTlvs("0606000000000000"),
            "8 octets are not a header and whole entries"),
        arguments(
            RETURN_PATH_MALFORMED,
            withTlvs("0615" + "00".repeat(21)),
            "23 octets are not a header and whole entries"),
        arguments(
            RETURN_PATH_MALFORMED, withTlvs("0600"), "2 octets are not a header and whole entries"),
        arguments(
            RETURN_PATH_MALFORMED,
            withTlvs(("0616" + "00".repeat(22)).repeat(2)),
            "the SRH has two of them"),
        arguments(ENCAPSULATED, with(SRH, "29"), "next header 41"),
        arguments(ENCAPSULATED, with(SRH, "04"), "next header 4"),
        arguments(ENCAPSULATED, with(SRH, "8f"), "next header 143"),
        arguments(NOT_TCP, with(SRH, "11"), "next header 17"),
        arguments(NOT_TCP, with(SRH, "3b"), "next header 59"),
        arguments(NOT_TCP, with(NEXT_HEADER, "3a"), "next header 58"),
        arguments(
            TCP_MALFORMED,
            with(WORDS_AND_FLAGS, "40"),
            "a header of 16 octets, shorter than its fields"),
        arguments(TCP_MALFORMED, with(TCP, "0000"), "port 0"),
        arguments(TCP_MALFORMED, with(TCP + 2, "0000"), "port 0"),
        arguments(NOT_A_SYN, with(WORDS_AND_FLAGS, "a012"), "TCP flags 0x12"),
        arguments(NOT_A_SYN, with(WORDS_AND_FLAGS, "a000"), "TCP flags 0x0"),
        arguments(NOT_A_SYN, with(WORDS_AND_FLAGS, "a003"), "TCP flags 0x3"),
        arguments(NOT_A_SYN, with(WORDS_AND_FLAGS, "a006"), "TCP flags 0x6"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("spoiled")
  void shouldRefuse(Reason reason, byte[] packet, String detail) {
    assertThat(SynPacket.parse(ByteBuffer.wrap(packet), WireOptions.DEFAULT))
        .isEqualTo(new Refused(reason, detail));
  }

  @Test
  void shouldBeSpoiledInEveryWayThereIs() {
    assertThat(spoiled().map(row -> row.get()[0]))
        .containsOnly(EnumSet.range(TRUNCATED, NOT_A_SYN).toArray());
  }

  @Test
  void shouldRefuseAWrongChecksumWhereNobodyHasLookedBefore() throws RefusedException {
    byte[] right = TcpPacket.parse(ByteBuffer.wrap(good()), WireOptions.DEFAULT).toBytes();
    assertThat(SynPacket.parseAndVerify(ByteBuffer.wrap(right), WireOptions.DEFAULT))
        .isEqualTo(SynPacket.parse(ByteBuffer.wrap(right), WireOptions.DEFAULT));

    byte[] wrong = right.clone();
    wrong[END - 1] ^= 0x10;
    assertThat(SynPacket.parse(ByteBuffer.wrap(wrong), WireOptions.DEFAULT))
        .isInstanceOf(SynPacket.class);
    assertThat(SynPacket.parseAndVerify(ByteBuffer.wrap(wrong), WireOptions.DEFAULT))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(CHECKSUM_WRONG));
  }

  @ParameterizedTest
  @MethodSource("lengths")
  void shouldRefuseEveryPacketThatEndsWithinItsHeaders(int length) {
    assertThat(SynPacket.parse(ByteBuffer.wrap(cutTo(length)), WireOptions.DEFAULT))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(TRUNCATED));
  }

  static Stream<Integer> lengths() {
    return Stream.iterate(0, length -> length < END, length -> length + 1);
  }
}
