package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.srv6pipes.wire.Refused.Reason.RETURN_PATH_COMES_BACK;
import static org.srv6pipes.wire.Refused.Reason.RETURN_PATH_FULL;
import static org.srv6pipes.wire.Refused.Reason.RETURN_PATH_NOT_TO_SOURCE;
import static org.srv6pipes.wire.Refused.Reason.RETURN_PATH_WITHOUT_US;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.wire.Refused.Reason;

/** Proxy k has the prefix fc00:k::/80. */
class ReturnPathTest {
  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  private static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");

  private static List<Ipv6Address> addresses(String... texts) {
    return Arrays.stream(texts).map(Ipv6Address::parse).toList();
  }

  private static Ipv6Prefix prefix(int proxy) {
    return Ipv6Prefix.parse("fc00:" + proxy + "::/80");
  }

  private static SynPacket syn(Tlv... tlvs) {
    Ipv6Address sid = Ipv6Address.parse("fc00:9::1");
    TcpHeader tcp = new TcpHeader(40000, 80, 1, 0, TcpHeader.SYN, 65535, 0, Octets.NONE);
    return new SynPacket(
        TcpPacket.of(0, CLIENT, SERVER, Srh.of(1, List.of(SERVER, sid), tlvs), tcp));
  }

  private static ReturnPathTlv tlv(int segmentsLeft, String... entries) {
    return new ReturnPathTlv(6, segmentsLeft, addresses(entries));
  }

  private static ReturnPathResult find(int proxy, Tlv... tlvs) {
    return find(syn(tlvs), proxy, 1);
  }

  private static ReturnPathResult find(SynPacket syn, int proxy, int passes) {
    return ReturnPath.find(
        syn, prefix(proxy)::contains, ReturnPathTest::isProxy, passes, WireOptions.DEFAULT);
  }

  /** Segments of the network are fc00:e::/80 here. */
  private static boolean isProxy(Ipv6Address address) {
    return !Ipv6Prefix.parse("fc00:e::/80").contains(address);
  }

  /**
   * Chains of 1, 2 and 3 proxies: what arrives at proxy k, its answer's header, what it sends on.
   */
  static Stream<Arguments> chains() {
    String c = "2001:db8:1::2";
    String p1 = "fc00:1::a";
    String p2 = "fc00:2::a";
    String p3 = "fc00:3::a";
    Optional<Srh> direct = Optional.empty();
    Optional<Srh> byP1 = Optional.of(Srh.of(1, addresses(c, p1)));
    Optional<Srh> byP2 = Optional.of(Srh.of(2, addresses(c, p1, p2)));
    return Stream.of(
        arguments(1, tlv(0, c, p1), direct, tlv(1, c, p1)),
        arguments(1, tlv(0, c, p1, p2), direct, tlv(1, c, p1, p2)),
        arguments(2, tlv(1, c, p1, p2), byP1, tlv(2, c, p1, p2)),
        arguments(1, tlv(0, c, p1, p2, p3), direct, tlv(1, c, p1, p2, p3)),
        arguments(2, tlv(1, c, p1, p2, p3), byP1, tlv(2, c, p1, p2, p3)),
        arguments(3, tlv(2, c, p1, p2, p3), byP2, tlv(3, c, p1, p2, p3)));
  }

  @ParameterizedTest
  @MethodSource("chains")
  void shouldAnswerByTheProxiesBeforeAndSendOnItsOwnIndex(
      int proxy, ReturnPathTlv arriving, Optional<Srh> answer, ReturnPathTlv onward) {
    assertThat(find(proxy, arriving))
        .isInstanceOfSatisfying(
            ReturnPath.class,
            path -> {
              assertThat(path.answer()).isEqualTo(answer);
              assertThat(path.onward()).isEqualTo(onward);
              assertThat(path.sids()).isEqualTo(addresses("fc00:" + proxy + "::a"));
            });
  }

  @ParameterizedTest
  @MethodSource("chains")
  void shouldRecordTheSamePathWhereTheClientNamedNone(
      int proxy, ReturnPathTlv arriving, Optional<Srh> answer, ReturnPathTlv onward) {
    List<Ipv6Address> soFar = arriving.segments().subList(0, proxy);
    Tlv[] tlvs = proxy == 1 ? new Tlv[0] : new Tlv[] {new ReturnPathTlv(6, proxy - 1, soFar)};

    ReturnPathResult result = find(proxy, tlvs);

    assertThat(result).isEqualTo(new OpenReturnPath(6, soFar));
    ReturnPath recorded = ((OpenReturnPath) result).record(addresses("fc00:" + proxy + "::a"));
    assertThat(recorded.answer()).isEqualTo(answer);
    assertThat(recorded.onward())
        .isEqualTo(new ReturnPathTlv(6, proxy, onward.segments().subList(0, proxy + 1)));
  }

  @Test
  void shouldAnswerAsTheKernelDidBehindTheSecondProxy() throws RefusedException {
    SynPacket syn = KernelPackets.syn("second proxy: SYN arriving");
    TcpPacket answer =
        TcpPacket.parse(
            ByteBuffer.wrap(KernelPackets.octets("second proxy: SYN-ACK leaving")),
            WireOptions.DEFAULT);

    ReturnPathResult result = find(syn, 2, 1);

    assertThat(result)
        .isInstanceOfSatisfying(
            ReturnPath.class, path -> assertThat(path.answer()).contains(answer.srh()));
  }

  @Test
  void shouldTakeAServersAnswerToTheLastProxyFirst() throws RefusedException {
    SynPacket syn = KernelPackets.syn("server: SYN arriving");
    TcpPacket answer =
        TcpPacket.parse(
            ByteBuffer.wrap(KernelPackets.octets("server: SYN-ACK leaving")), WireOptions.DEFAULT);

    assertThat(syn.returnPath().orElseThrow().answer())
        .contains(Objects.requireNonNull(answer.srh()));
  }

  @Test
  void shouldAnswerThroughSegmentsOfTheNetwork() {
    ReturnPathTlv arriving =
        tlv(2, "2001:db8:1::2", "fc00:e::1", "fc00:1::a", "fc00:e::2", "fc00:e::3", "fc00:2::a");

    ReturnPath path = (ReturnPath) find(2, arriving);

    assertThat(path.answer())
        .contains(
            Srh.of(
                4, addresses("2001:db8:1::2", "fc00:e::1", "fc00:1::a", "fc00:e::2", "fc00:e::3")));
    assertThat(path.onward().segmentsLeft()).isEqualTo(5);
  }

  @Test
  void shouldLeaveOutOnTheWayBackWhichProxyTheSynLeftOut() {
    ReturnPathTlv arriving =
        tlv(1, "2001:db8:1::2", "fc00:1::a", "fc00:e::1", "fc00:2::a", "fc00:3::a");

    ReturnPath path = (ReturnPath) find(3, arriving);

    assertThat(path.answer())
        .contains(Srh.of(2, addresses("2001:db8:1::2", "fc00:1::a", "fc00:e::1")));
    assertThat(path.onward()).isEqualTo(new ReturnPathTlv(6, 4, arriving.segments()));
  }

  @Test
  void shouldAnswerDirectlyWhereTheSynLeftOutAllProxiesBefore() {
    ReturnPath path =
        (ReturnPath) find(3, tlv(0, "2001:db8:1::2", "fc00:1::a", "fc00:2::a", "fc00:3::a"));

    assertThat(path.answer()).isEmpty();
    assertThat(path.onward().segmentsLeft()).isEqualTo(3);
  }

  @Test
  void shouldOwnConsecutiveEntriesAndRunThemInTheOrderOfTheWayBack() {
    ReturnPathTlv arriving =
        tlv(0, "2001:db8:1::2", "fc00:1::a", "fc00:1::b", "fc00:1::c", "fc00:2::a");

    ReturnPath path = (ReturnPath) find(1, arriving);

    assertThat(path.sids()).isEqualTo(addresses("fc00:1::c", "fc00:1::b", "fc00:1::a"));
    assertThat(path.answer()).isEmpty();
    assertThat(path.onward().segmentsLeft()).isEqualTo(3);
  }

  @Test
  void shouldRecordSeveralSidsOfOnePass() {
    OpenReturnPath open = new OpenReturnPath(124, addresses("2001:db8:1::2", "fc00:1::a"));

    ReturnPath path = open.record(addresses("fc00:2::a", "fc00:2::b"));

    assertThat(path.sids()).isEqualTo(addresses("fc00:2::b", "fc00:2::a"));
    assertThat(path.answer()).contains(Srh.of(1, addresses("2001:db8:1::2", "fc00:1::a")));
    assertThat(path.onward())
        .isEqualTo(
            new ReturnPathTlv(
                124, 3, addresses("2001:db8:1::2", "fc00:1::a", "fc00:2::a", "fc00:2::b")));
  }

  @Test
  void shouldHaveRoomForFourteenProxies() {
    List<Ipv6Address> path =
        Stream.concat(
                Stream.of(CLIENT),
                IntStream.rangeClosed(1, 13).mapToObj(k -> Ipv6Address.parse("fc00:" + k + "::a")))
            .toList();

    ReturnPathResult result = find(14, new ReturnPathTlv(6, 13, path));

    assertThat(((OpenReturnPath) result).record(addresses("fc00:14::a")).onward().length())
        .isEqualTo(8 + 16 * ReturnPathTlv.MOST_SEGMENTS);
  }

  static Stream<Arguments> refused() {
    String c = "2001:db8:1::2";
    ReturnPathTlv full = new ReturnPathTlv(6, 14, Collections.nCopies(15, CLIENT));
    return Stream.of(
        arguments(
            find(1, tlv(0, "2001:db8:1::3", "fc00:1::a")),
            RETURN_PATH_NOT_TO_SOURCE,
            "entry 0 is 2001:db8:1::3, the packet comes from 2001:db8:1::2"),
        arguments(
            find(3, tlv(0, c, "fc00:1::a", "fc00:2::a")),
            RETURN_PATH_WITHOUT_US,
            "none of entries 1 to 2 is ours"),
        arguments(
            find(1, tlv(1, c, "fc00:1::a", "fc00:2::a")),
            RETURN_PATH_COMES_BACK,
            "entry 1 is ours, which was passed before entry 1"),
        arguments(
            find(1, tlv(2, c, "fc00:1::a", "fc00:2::a")),
            RETURN_PATH_COMES_BACK,
            "entry 1 is ours, which was passed before entry 2"),
        arguments(
            find(1, tlv(0, c, "fc00:1::a", "fc00:2::a", "fc00:1::b")),
            RETURN_PATH_COMES_BACK,
            "entry 3 is ours, after entry 2 of another node"),
        arguments(find(1, full), RETURN_PATH_FULL, "15 entries and 1 of ours are more than 15"),
        arguments(
            find(syn(), 1, 15), RETURN_PATH_FULL, "1 entries and 15 of ours are more than 15"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void shouldRefuse(ReturnPathResult result, Reason reason, String detail) {
    assertThat(result).isEqualTo(new Refused(reason, detail));
  }

  @Test
  void shouldRefuseForEveryReasonThereIs() {
    assertThat(refused().map(row -> row.get()[1]))
        .containsOnly(EnumSet.range(RETURN_PATH_NOT_TO_SOURCE, RETURN_PATH_FULL).toArray());
  }
}
