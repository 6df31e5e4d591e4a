package org.srv6pipes.endhost.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.endhost.server.Wanted.Reason;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.WireOptions;

class PathPolicyTest {

  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  private static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");
  private static final Ipv6Address P1 = Ipv6Address.parse("fc00:1::1");
  private static final Ipv6Address P2 = Ipv6Address.parse("fc00:2::2");
  private static final TcpHeader SYN =
      new TcpHeader(40_000, 80, 1, 0, TcpHeader.SYN, 65_535, 0, Octets.NONE);

  private final PathPolicy anywhere = new PathPolicy(WireOptions.DEFAULT, List.of());

  private static ByteBuffer syn(Srh srh) {
    return ByteBuffer.wrap(TcpPacket.of(0, CLIENT, SERVER, srh, SYN).toBytes());
  }

  private static ByteBuffer syn(int segmentsLeft, Ipv6Address... returnPath) {
    ReturnPathTlv tlv = new ReturnPathTlv(6, segmentsLeft, List.of(returnPath));
    return syn(Srh.of(0, List.of(SERVER), tlv));
  }

  private static Reason reason(Wanted wanted) {
    return ((Wanted.Unusable) wanted).reason();
  }

  @Test
  void shouldLeadThroughTheLastProxyFirst() {
    assertThat(anywhere.wantedBy(syn(2, CLIENT, P1, P2)))
        .isEqualTo(new Wanted.Path(List.of(P2, P1)));
  }

  @Test
  void shouldLeaveOutProxiesThatTheSynHasNotPassed() {
    assertThat(anywhere.wantedBy(syn(1, CLIENT, P1, P2))).isEqualTo(new Wanted.Path(List.of(P1)));
  }

  @Test
  void shouldAnswerPlainlyWhereThereIsNoPath() {
    assertThat(anywhere.wantedBy(syn(Srh.of(0, List.of(SERVER))))).isEqualTo(new Wanted.Plain());
    assertThat(anywhere.wantedBy(syn(0, CLIENT))).isEqualTo(new Wanted.Plain());
    ByteBuffer withoutSrh = ByteBuffer.wrap(TcpPacket.of(0, CLIENT, SERVER, null, SYN).toBytes());
    assertThat(anywhere.wantedBy(withoutSrh)).isEqualTo(new Wanted.Plain());
  }

  @Test
  void shouldRefuseAPathToSomeoneElse() {
    assertThat(reason(anywhere.wantedBy(syn(1, SERVER, P1)))).isEqualTo(Reason.NOT_TO_SOURCE);
  }

  @Test
  void shouldRefuseWhatContradictsItself() {
    ByteBuffer packet = syn(2, CLIENT, P1, P2);
    int segmentsLeft = 40 + 8 + 16 + 7;
    packet.put(segmentsLeft, (byte) 3);
    assertThat(reason(anywhere.wantedBy(packet))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void shouldRefuseWhateverIsNoPacket() {
    assertThat(reason(anywhere.wantedBy(ByteBuffer.allocate(7)))).isEqualTo(Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "::1", "fe80::1", "ff02::1", "::ffff:127.0.0.1"})
  void shouldNeverLeadToAnAddressThatNoSidHas(String address) {
    Ipv6Address sid = Ipv6Address.parse(address);
    assertThat(reason(anywhere.wantedBy(syn(1, CLIENT, sid)))).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(reason(anywhere.wantedBy(syn(2, CLIENT, sid, P2)))).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void shouldLeadOnlyViaThePrefixesThatAreAllowed() {
    List<Ipv6Prefix> both = Stream.of("fc00:1::/64", "fc00:2::/64").map(Ipv6Prefix::parse).toList();
    ByteBuffer packet = syn(2, CLIENT, P1, P2);
    assertThat(new PathPolicy(WireOptions.DEFAULT, both).wantedBy(packet))
        .isInstanceOf(Wanted.Path.class);
    assertThat(reason(new PathPolicy(WireOptions.DEFAULT, both.subList(0, 1)).wantedBy(packet)))
        .isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void shouldReadATlvOfTheAgreedTypeOnly() {
    assertThat(new PathPolicy(new WireOptions(124), List.of()).wantedBy(syn(1, CLIENT, P1)))
        .isEqualTo(new Wanted.Plain());
  }

  @Test
  void shouldReadSegmentsThatBeginNothingAsWell() {
    TcpHeader ack = new TcpHeader(40_000, 80, 1, 1, TcpHeader.ACK, 65_535, 0, Octets.NONE);
    Srh srh = Srh.of(0, List.of(SERVER), new ReturnPathTlv(6, 1, List.of(CLIENT, P1)));
    ByteBuffer packet = ByteBuffer.wrap(TcpPacket.of(0, CLIENT, SERVER, srh, ack).toBytes());
    assertThat(anywhere.wantedBy(packet)).isEqualTo(new Wanted.Path(List.of(P1)));
  }
}
