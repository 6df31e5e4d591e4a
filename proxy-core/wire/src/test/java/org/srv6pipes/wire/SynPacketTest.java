package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SynPacketTest {
  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  private static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");
  private static final Ipv6Address P1 = Ipv6Address.parse("fc00:1::aaaa:0:55");
  private static final Ipv6Address P2 = Ipv6Address.parse("fc00:2::aaaa:0:55");

  @Test
  void shouldNameClientServerAndSidOfASynOnItsWay() {
    SynPacket syn = KernelPackets.syn("first proxy: SYN arriving");

    assertThat(syn.clientAddress()).isEqualTo(new ClientAddress(CLIENT, 41234));
    assertThat(syn.serverAddress()).isEqualTo(new ServerAddress(SERVER, 8000));
    assertThat(syn.flowKey()).hasToString("[2001:db8:1::2]:41234 -> [2001:db8:2::2]:8000");
    assertThat(syn.activeSid()).isEqualTo(P1);
    assertThat(syn.returnPath()).contains(new ReturnPathTlv(6, 0, List.of(CLIENT, P1, P2)));
  }

  @Test
  void shouldNameTheDestinationAsServerWhereThereIsNoSegmentRoutingHeader() {
    SynPacket syn = KernelPackets.syn("whole checksum: SYN to a closed port");

    assertThat(syn.srh()).isNull();
    assertThat(syn.returnPath()).isEmpty();
    assertThat(syn.serverAddress()).isEqualTo(new ServerAddress(SERVER, 8001));
    assertThat(syn.activeSid()).isEqualTo(SERVER);
  }

  @Test
  void shouldReadAPacketOfWhichOnlyTheHeadersWereCaptured() {
    byte[] octets = KernelPackets.octets("first proxy: SYN arriving");
    ByteBuffer withData = ByteBuffer.allocate(octets.length).put(octets);
    withData.putShort(4, (short) (withData.getShort(4) + 1000)).flip();

    assertThat(SynPacket.parse(withData, WireOptions.DEFAULT))
        .isInstanceOfSatisfying(
            SynPacket.class, syn -> assertThat(syn.ip().payloadLength()).isEqualTo(1152));
  }

  @Test
  void shouldReadAnSrhBetweenOtherExtensionHeadersAndWriteItWithoutThem() {
    String octets = HexFormat.of().formatHex(KernelPackets.octets("first proxy: SYN arriving"));
    String sixteen =
        "01" + "010c" + "00".repeat(12); // without its next header; PadN is all it holds
    String packet =
        octets.substring(0, 8)
            + ("00c8" + "00") // 48 octets more, hop-by-hop first
            + octets.substring(14, 80)
            + ("3c" + sixteen) // hop-by-hop options, then destination options
            + ("2b" + sixteen) // destination options, then the SRH
            + ("3c" + octets.substring(82, 304)) // the SRH, then destination options
            + ("06" + sixteen)
            + octets.substring(304);

    Parsed parsed =
        SynPacket.parse(ByteBuffer.wrap(HexFormat.of().parseHex(packet)), WireOptions.DEFAULT);

    SynPacket plain = KernelPackets.syn("first proxy: SYN arriving");
    assertThat(parsed)
        .isInstanceOfSatisfying(
            SynPacket.class,
            syn -> {
              assertThat(syn.flowKey()).isEqualTo(plain.flowKey());
              assertThat(syn.returnPath()).isEqualTo(plain.returnPath());
              assertThat(syn.packet().toBytes()).isEqualTo(plain.packet().toBytes());
            });
  }

  @Test
  void shouldTakeTheTypeOfTheReturnPathFromTheOptions() {
    byte[] octets = KernelPackets.octets("first proxy: SYN arriving");

    assertThat(SynPacket.parse(ByteBuffer.wrap(octets), new WireOptions(124)))
        .isInstanceOfSatisfying(SynPacket.class, syn -> assertThat(syn.returnPath()).isEmpty());
    octets[96] = 124;
    assertThat(SynPacket.parse(ByteBuffer.wrap(octets), new WireOptions(124)))
        .isInstanceOfSatisfying(
            SynPacket.class,
            syn ->
                assertThat(syn.returnPath())
                    .contains(new ReturnPathTlv(124, 0, List.of(CLIENT, P1, P2))));
  }

  @Test
  void shouldResetAsTheServerItselfWould() {
    SynPacket syn = KernelPackets.syn("whole checksum: SYN to a closed port");
    byte[] kernels = KernelPackets.octets("whole checksum: reset from the closed port");
    Arrays.fill(kernels, 1, 4, (byte) 0); // each reset has a flow label of its own, ours has none

    assertThat(syn.reset(null).toBytes()).containsExactly(kernels);
  }

  @Test
  void shouldSendAResetAlongTheReturnPathWithAChecksumForTheClient() throws RefusedException {
    SynPacket syn = KernelPackets.syn("second proxy: SYN arriving");

    TcpPacket reset = syn.reset(Srh.of(1, List.of(CLIENT, P1)));

    assertThat(reset.ip().source()).isEqualTo(SERVER);
    assertThat(reset.ip().destination()).isEqualTo(P1);
    assertThat(reset.ip().trafficClass()).isEqualTo(syn.ip().trafficClass());
    assertThat(reset.finalDestination()).isEqualTo(CLIENT);
    assertThat(reset.tcp().acknowledgement()).isEqualTo(syn.tcp().sequence() + 1);
    byte[] octets = Buffers.written(reset.length(), reset::writeTo);
    assertThat(TcpPacket.parse(ByteBuffer.wrap(octets), WireOptions.DEFAULT)).isEqualTo(reset);
    byte[] direct = syn.reset(null).toBytes();
    assertThat(Arrays.copyOfRange(octets, 40 + 40, octets.length))
        .as("the TCP header is the same whatever the way")
        .containsExactly(Arrays.copyOfRange(direct, 40, direct.length));
  }

  @Test
  void shouldNotSendAResetToAnyoneButTheClient() {
    SynPacket syn = KernelPackets.syn("second proxy: SYN arriving");

    assertThatThrownBy(() -> syn.reset(Srh.of(1, List.of(SERVER, P1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the segments of an SRH end at the destination");
  }
}
