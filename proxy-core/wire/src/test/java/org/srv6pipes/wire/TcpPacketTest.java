package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TcpPacketTest {
  private static final int CHECKSUM = 16;

  static Iterable<String> kernelPackets() {
    return KernelPackets.names();
  }

  @ParameterizedTest
  @MethodSource("kernelPackets")
  void shouldWriteWhatTheKernelWrote(String name) throws RefusedException {
    byte[] octets = KernelPackets.octets(name);
    TcpPacket packet = TcpPacket.parse(ByteBuffer.wrap(octets), WireOptions.DEFAULT);

    byte[] written = Buffers.written(packet.length(), packet::writeTo);

    int checksum = packet.length() - packet.tcp().length() + CHECKSUM;
    if (!name.startsWith("whole checksum")) {
      ByteBuffer.wrap(written).putShort(checksum, ByteBuffer.wrap(octets).getShort(checksum));
    }
    assertThat(written).containsExactly(octets);
  }

  @ParameterizedTest
  @MethodSource("kernelPackets")
  void shouldReadWhatItWrote(String name) throws RefusedException {
    TcpPacket packet =
        TcpPacket.parse(ByteBuffer.wrap(KernelPackets.octets(name)), WireOptions.DEFAULT);

    assertThat(TcpPacket.parse(ByteBuffer.wrap(packet.toBytes()), WireOptions.DEFAULT))
        .isEqualTo(packet);
  }

  @Test
  void shouldReadEveryFieldOfAPacketOfTheKernel() {
    SynPacket syn = KernelPackets.syn("whole checksum: SYN with an unknown TLV");

    assertThat(syn.ip())
        .isEqualTo(
            new Ipv6Header(
                0xb8,
                0x5a184,
                88,
                43,
                64,
                Ipv6Address.parse("2001:db8:1::2"),
                Ipv6Address.parse("fc00:1::1:0:0")));
    assertThat(syn.srh())
        .isEqualTo(
            new Srh(
                6,
                1,
                0,
                7,
                List.of(Ipv6Address.parse("2001:db8:2::2"), Ipv6Address.parse("fc00:1::1:0:0")),
                List.of(new Tlv.Unknown(200, Octets.parse("616263646566")))));
    assertThat(syn.tcp())
        .isEqualTo(
            new TcpHeader(
                40001,
                8001,
                0x4c49f283,
                0,
                TcpHeader.SYN,
                64800,
                0,
                Octets.parse("020405a00402080ab0ec89da000000000103030a")));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldLeaveTheBufferAsItIsAndMindNeitherItsOrderNorItsKind(boolean direct)
      throws RefusedException {
    byte[] octets = KernelPackets.octets("first proxy: SYN arriving");
    ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(300) : ByteBuffer.wrap(new byte[300]);
    buffer.order(ByteOrder.LITTLE_ENDIAN).position(7).put(octets).flip().position(7);

    TcpPacket packet = TcpPacket.parse(buffer.asReadOnlyBuffer(), WireOptions.DEFAULT);
    TcpPacket again = TcpPacket.parse(buffer, WireOptions.DEFAULT);

    assertThat(packet)
        .isEqualTo(TcpPacket.parse(ByteBuffer.wrap(octets), WireOptions.DEFAULT))
        .isEqualTo(again);
    assertThat(buffer.position()).isEqualTo(7);
    assertThat(buffer.remaining()).isEqualTo(octets.length);
    assertThat(buffer.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void shouldWriteIntoABufferOfEitherOrder() throws RefusedException {
    byte[] octets = KernelPackets.octets("whole checksum: SYN with an unknown TLV");
    TcpPacket packet = TcpPacket.parse(ByteBuffer.wrap(octets), WireOptions.DEFAULT);

    byte[] written =
        Buffers.written(
            packet.length(), buffer -> packet.writeTo(buffer.order(ByteOrder.LITTLE_ENDIAN)));

    assertThat(written).containsExactly(octets);
  }

  @Test
  void shouldNotBeAddressedToAnyoneButItsActiveSegment() {
    SynPacket syn = KernelPackets.syn("first proxy: SYN arriving");
    SynPacket other = KernelPackets.syn("second proxy: SYN arriving");

    assertThatThrownBy(() -> new TcpPacket(syn.ip(), other.srh(), syn.tcp()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a packet is addressed to the active segment of its SRH");
  }
}
