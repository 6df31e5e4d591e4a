package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NeedsNamespace(tools = {"ip", "ip6tables"})
class RtnetlinkTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OURS = 199;

  private final OpenDescriptors before = OpenDescriptors.now();
  private Rtnetlink rtnetlink;
  private int lo;
  private int left;

  @BeforeEach
  void twoEndsOfACable() {
    Tool.run("ip link add left type veth peer name right");
    Tool.run("ip link set left up mtu 1400");
    Tool.run("ip link set right up");
    Tool.run("ip addr add 2001:db8:1::1/64 dev left nodad");
    rtnetlink = Rtnetlink.open();
    lo = link("lo").index();
    left = link("left").index();
  }

  @AfterEach
  void nothingIsLeft() {
    rtnetlink.close();
    Tool.run("ip link del left");
    assertThat(OpenDescriptors.now()).isEqualTo(before);
  }

  @Test
  void shouldListLinksAsIpShowsThem() {
    Tool.run("ip link add bridge0 type bridge");
    Tool.run("ip link set left master bridge0");
    Link bridge = link("bridge0");
    assertThat(link("left")).isEqualTo(new Link(left, "left", true, true, 1400, bridge.index()));
    assertThat(bridge.up()).isFalse();
    Tool.run("ip link set right down");
    assertThat(link("left").carrying()).as("nobody at the other end").isFalse();
    Tool.run("ip link del bridge0");
  }

  @Test
  void shouldListItsOwnAddresses() {
    assertThat(rtnetlink.addresses())
        .contains(
            new InterfaceAddress6(
                address("2001:db8:1::1"), 64, InterfaceAddress6.Scope.GLOBAL, left, false),
            new InterfaceAddress6(address("::1"), 128, InterfaceAddress6.Scope.HOST, lo, false))
        .anySatisfy(
            own -> {
              assertThat(own.scope()).isEqualTo(InterfaceAddress6.Scope.LINK);
              assertThat(own.device()).isEqualTo(left);
            });
  }

  @Test
  void shouldAddALocalRouteThatIpShowsAndDeleteIt() {
    Route route = Route.local(Prefix6.parse("fc00:1::/80")).device(lo).protocol(OURS).build();
    assertThat(rtnetlink.addRoute(route)).isTrue();
    assertThat(rtnetlink.addRoute(route)).as("it is there already").isFalse();
    assertThat(Tool.run("ip -6 route show table local"))
        .contains("local fc00:1::/80 dev lo proto 199 metric 1024");
    assertThat(ours(Route.TABLE_LOCAL)).containsExactly(withMetric(route, 1024));
    assertThat(rtnetlink.deleteRoute(route)).isTrue();
    assertThat(rtnetlink.deleteRoute(route)).as("it is gone already").isFalse();
    assertThat(Tool.run("ip -6 route show table local")).doesNotContain("fc00:1::");
  }

  @Test
  void shouldPutARouteWithGatewayMetricAndSourceIntoAnyTable() {
    Route route =
        Route.to(Prefix6.parse("2001:db8:9::/48"))
            .table(70_000)
            .metric(7)
            .device(left)
            .via(address("2001:db8:1::2"))
            .preferredSource(address("2001:db8:1::1"))
            .protocol(OURS)
            .build();
    assertThat(rtnetlink.addRoute(route)).isTrue();
    assertThat(Tool.run("ip -6 route show table 70000"))
        .contains(
            "2001:db8:9::/48 via 2001:db8:1::2 dev left proto 199 src 2001:db8:1::1 metric 7");
    assertThat(rtnetlink.routes(70_000)).containsExactly(route);
    assertThat(rtnetlink.routes()).contains(route);
    assertThat(rtnetlink.deleteRoute(route)).isTrue();
    assertThat(rtnetlink.routes(70_000)).isEmpty();
  }

  @Test
  void shouldReadTheRoutesThatIpMakes() {
    Tool.run("ip -6 route add blackhole 2001:db8:b::/48 proto 199");
    Tool.run("ip -6 route add unreachable 2001:db8:c::/48 proto 199");
    Tool.run(
        "ip -6 route add 2001:db8:d::/48 proto 199"
            + " encap seg6 mode encap segs fc00::1,fc00::2 dev left");
    Tool.run("ip -6 route add 2001:db8:e::/48 proto 199 encap seg6local action End dev left");
    assertThat(ours(Route.TABLE_MAIN))
        .extracting(Route::type)
        .containsExactlyInAnyOrder(
            RouteType.BLACKHOLE, RouteType.UNREACHABLE, RouteType.UNICAST, RouteType.UNICAST);
    assertThat(ours(Route.TABLE_MAIN))
        .extracting(Route::encapsulation)
        .contains(
            new Seg6(
                Seg6.Mode.ENCAP, List.of(address("fc00::1"), address("fc00::2")), new byte[0]));
    ours(Route.TABLE_MAIN).forEach(route -> assertThat(rtnetlink.deleteRoute(route)).isTrue());
    assertThat(ours(Route.TABLE_MAIN)).isEmpty();
  }

  @Test
  void shouldSendPacketsAlongSegmentsInline() {
    Seg6 segments = Seg6.inline(List.of(address("fc00:1::a"), address("fc00:2::b")));
    Route route =
        Route.to(Prefix6.parse("2001:db8:5::5/128"))
            .device(left)
            .protocol(OURS)
            .encapsulation(segments)
            .build();
    assertThat(rtnetlink.addRoute(route)).isTrue();
    assertThat(Tool.run("ip -6 route show 2001:db8:5::5"))
        .contains("encap seg6 mode inline segs 3 [ fc00:1::a fc00:2::b :: ]");
    assertThat(ours(Route.TABLE_MAIN)).containsExactly(withMetric(route, 1024));
    rtnetlink.deleteRoute(route);
  }

  @Test
  void shouldLetPacketsGoOnToTheirNextSegment() {
    for (SegmentEnd end : SegmentEnd.values()) {
      Route route =
          Route.to(Prefix6.parse("2001:db8:7::/96"))
              .device(left)
              .table(70_000)
              .protocol(OURS)
              .encapsulation(end)
              .build();
      assertThat(rtnetlink.addRoute(route)).isTrue();
      assertThat(Tool.run("ip -6 route show table 70000")).contains("encap " + end + " dev left");
      assertThat(rtnetlink.deleteRoute(route)).isTrue();
    }
  }

  @Test
  void shouldCarryATlvBehindTheSegmentsOfARoute() {
    String tlv = "0616000000000000" + "20010db8000100000000000000000001";
    byte[] bytes = HexFormat.of().parseHex(tlv);
    Seg6 segments = Seg6.inline(List.of(address("fc00:1::a"))).withTlvs(bytes);
    Route route =
        Route.to(Prefix6.parse("2001:db8:6::6/128"))
            .device(left)
            .protocol(OURS)
            .encapsulation(segments)
            .build();
    assertThat(rtnetlink.addRoute(route)).isTrue();
    assertThat(ours(Route.TABLE_MAIN).getFirst().encapsulation()).isEqualTo(segments);
    assertThat(HexFormat.of().formatHex(synOnTheCable("fc00:1::a", "2001:db8:6::6"))).contains(tlv);
    rtnetlink.deleteRoute(route);
  }

  /** What arrives at the right end of the cable when this host connects to {@code server}. */
  private static byte[] synOnTheCable(String firstHop, String server) {
    Tool.run("ip -6 route add " + firstHop + " dev left");
    Tool.run("ip -6 neigh add " + firstHop + " lladdr 02:00:00:00:00:01 dev left");
    Tool.run("ip6tables -w -t raw -A PREROUTING -i right -p tcp -j NFQUEUE --queue-num 8");
    Tool.run("ip link set right address 02:00:00:00:00:01");
    ByteBuffer server6 = ByteBuffer.wrap(address(server).getAddress());
    List<byte[]> seen = new ArrayList<>();
    int client = TcpSocket.open();
    try (NfQueue queue = NfQueue.open(8, NfQueueOptions.forSyns())) {
      TcpSocket.connect(client, server6.getLong(0), server6.getLong(8), 80);
      Poll.await(queue.descriptor(), Poll.READABLE, PATIENCE);
      queue.drain(
          (id, ingress, mark, payload, flags) -> {
            byte[] packet = new byte[payload.remaining()];
            payload.get(packet);
            seen.add(packet);
          },
          1);
    }
    TcpSocket.close(client);
    Tool.run("ip6tables -w -t raw -F");
    return seen.getFirst();
  }

  @Test
  void shouldReplaceARoute() {
    Route.Builder route = Route.to(Prefix6.parse("2001:db8:7::/48")).device(left).protocol(OURS);
    rtnetlink.replaceRoute(route.build());
    Route better = route.via(address("2001:db8:1::7")).build();
    rtnetlink.replaceRoute(better);
    assertThat(ours(Route.TABLE_MAIN)).containsExactly(withMetric(better, 1024));
    rtnetlink.deleteRoute(better);
  }

  @Test
  void shouldPassOnWhatTheKernelSaysAboutAnImpossibleRoute() {
    Route impossible = Route.to(Prefix6.ALL).via(address("2001:db8:1::1")).build();
    assertThatThrownBy(() -> rtnetlink.addRoute(impossible))
        .isInstanceOf(LinuxException.class)
        .hasMessage(
            "route ::/0 via 2001:db8:1::1 table 254 proto 4: RTM_NEWROUTE: EINVAL."
                + " The kernel says: Gateway can not be a local address");
  }

  @Test
  void shouldAddListAndDeleteRulesAsIpShowsThem() {
    RoutingRule rule =
        RoutingRule.of(1234, 201)
            .forMark(0x101, 0xffff)
            .forIngress("left")
            .forUsers(0, 0)
            .withProtocol(OURS);
    assertThat(rtnetlink.addRule(rule)).isTrue();
    assertThat(rtnetlink.addRule(rule)).as("it is there already").isFalse();
    assertThat(Tool.run("ip -6 rule"))
        .contains("1234:\tfrom all fwmark 0x101/0xffff iif left uidrange 0-0 lookup 201 proto 199");
    assertThat(rtnetlink.rules()).contains(rule);
    assertThat(rtnetlink.deleteRule(rule)).isTrue();
    assertThat(rtnetlink.deleteRule(rule)).as("it is gone already").isFalse();
    assertThat(rtnetlink.rules()).extracting(RoutingRule::priority).doesNotContain(1234);
  }

  @Test
  void shouldReadTheRulesThatIpMakes() {
    Tool.run("ip -6 rule add fwmark 1 lookup 100 prio 77");
    assertThat(rtnetlink.rules())
        .extracting(rule -> rule.withProtocol(0))
        .contains(RoutingRule.of(77, 100).forMark(1, -1).withProtocol(0));
    Tool.run("ip -6 rule del prio 77");
  }

  @Test
  void shouldSparePacketsWithoutAMarkTheRulesBetween() {
    RoutingRule skip = RoutingRule.skipUnlessMarked(90, 92, 0x5000, 0xff00).withProtocol(OURS);
    RoutingRule landing = RoutingRule.of(92, 203).withProtocol(OURS);
    Tool.run("ip -6 route add blackhole 2001:db8:a::/48 table 202");
    Tool.run("ip -6 rule add lookup 202 prio 91");
    rtnetlink.addRule(landing);
    assertThat(rtnetlink.addRule(skip)).isTrue();
    assertThat(rtnetlink.addRule(skip)).as("it is there already").isFalse();
    assertThat(Tool.run("ip -6 rule"))
        .contains("90:\tnot from all fwmark 0x5000/0xff00 goto 92 proto 199");
    assertThat(rtnetlink.rules()).contains(skip, landing);

    assertThat(rtnetlink.lookup(address("2001:db8:a::1"), 0, 0x5001).type())
        .isEqualTo(RouteType.BLACKHOLE);
    assertThat(rtnetlink.lookup(address("2001:db8:a::1")).type()).isEqualTo(RouteType.UNREACHABLE);

    assertThat(rtnetlink.deleteRule(skip)).isTrue();
    assertThat(rtnetlink.deleteRule(skip)).as("it is gone already").isFalse();
    rtnetlink.deleteRule(landing);
    Tool.run("ip -6 rule del prio 91");
    Tool.run("ip -6 route flush table 202");
  }

  @Test
  void shouldLeaveATableForTheRulesBehind() {
    Prefix6 there = Prefix6.parse("2001:db8:e::/48");
    Route leaving = Route.leaving(there, 204).protocol(OURS).build();
    Tool.run("ip -6 route add blackhole default table 204");
    Tool.run("ip -6 rule add lookup 204 prio 93");
    Tool.run("ip -6 route add prohibit 2001:db8:e::/48");
    rtnetlink.addRoute(leaving);
    assertThat(Tool.run("ip -6 route show table 204")).contains("throw 2001:db8:e::/48");
    assertThat(rtnetlink.lookup(address("2001:db8:e::1")).type()).isEqualTo(RouteType.PROHIBIT);
    assertThat(rtnetlink.lookup(address("2001:db8:f::1")).type()).isEqualTo(RouteType.BLACKHOLE);
    assertThat(rtnetlink.deleteRoute(leaving)).isTrue();
    Tool.run("ip -6 rule del prio 93");
    Tool.run("ip -6 route flush table 204");
    Tool.run("ip -6 route del prohibit 2001:db8:e::/48");
  }

  @Test
  void shouldLookUpTheWayOfAPacket() {
    Tool.run("ip -6 route add 2001:db8:a::/48 via 2001:db8:1::9");
    Tool.run("ip -6 route add 2001:db8:a::/48 dev lo table 100");
    Tool.run("ip -6 route add blackhole 2001:db8:b::/48");
    Tool.run("ip -6 route add prohibit 2001:db8:c::/48");
    Tool.run("ip -6 rule add fwmark 5 lookup 100 prio 78");

    Route plain = rtnetlink.lookup(address("2001:db8:a::1"));
    assertThat(plain.device()).isEqualTo(left);
    assertThat(plain.gateway()).isEqualTo(address("2001:db8:1::9"));
    assertThat(plain.preferredSource()).isEqualTo(address("2001:db8:1::1"));
    assertThat(rtnetlink.lookup(address("2001:db8:a::1"), 0, 5).device()).isEqualTo(lo);
    assertThat(rtnetlink.lookup(address("2001:db8:1::1"), left, 0).type())
        .isEqualTo(RouteType.LOCAL);
    assertThat(rtnetlink.lookup(address("2001:db8:b::1")).type()).isEqualTo(RouteType.BLACKHOLE);
    assertThat(rtnetlink.lookup(address("2001:db8:c::1")).type()).isEqualTo(RouteType.PROHIBIT);
    assertThat(rtnetlink.lookup(address("2001:db8:d::1")).type()).isEqualTo(RouteType.UNREACHABLE);

    Tool.run("ip -6 rule del prio 78");
    Tool.run("ip -6 route flush table 100");
    Tool.run("ip -6 route del blackhole 2001:db8:b::/48");
    Tool.run("ip -6 route del prohibit 2001:db8:c::/48");
  }

  @Test
  void shouldListATableOfThousandsInOnePiece() {
    for (int i = 0; i < 3000; i++) {
      rtnetlink.addRoute(
          Route.unreachable(Prefix6.parse("fd00:" + Integer.toHexString(i) + "::/32"))
              .table(300)
              .build());
    }
    assertThat(rtnetlink.routes(300)).hasSize(3000).doesNotHaveDuplicates();
    rtnetlink.routes(300).forEach(rtnetlink::deleteRoute);
    assertThat(rtnetlink.routes(300)).isEmpty();
  }

  @Test
  void shouldTellWhatKindOfThingHasChanged() {
    Set<RtnetlinkMonitor.Change> wanted =
        Set.of(
            RtnetlinkMonitor.Change.ADDRESSES,
            RtnetlinkMonitor.Change.ROUTES,
            RtnetlinkMonitor.Change.RULES);
    try (RtnetlinkMonitor monitor = RtnetlinkMonitor.open(wanted)) {
      assertThat(monitor.drain()).isEmpty();
      Tool.run("ip addr add 2001:db8:2::1/64 dev left nodad");
      awaitAddresses(monitor);
      Tool.run("ip -6 rule add lookup 55 prio 55");
      assertThat(monitor.drain()).containsExactly(RtnetlinkMonitor.Change.RULES);
      Tool.run("ip -6 rule del prio 55");
      Tool.run("ip -6 route add blackhole fd01::/16");
      assertThat(monitor.drain())
          .containsExactlyInAnyOrder(RtnetlinkMonitor.Change.RULES, RtnetlinkMonitor.Change.ROUTES);
      Tool.run("ip -6 route del blackhole fd01::/16");
    }
  }

  /** The kernel tells of the address's route at once, of the address itself a little later. */
  private static void awaitAddresses(RtnetlinkMonitor monitor) {
    Set<RtnetlinkMonitor.Change> changes = monitor.drain();
    while (!changes.contains(RtnetlinkMonitor.Change.ADDRESSES)) {
      assertThat(Poll.await(monitor.descriptor(), Poll.READABLE, PATIENCE)).isNotZero();
      changes = monitor.drain();
    }
  }

  @Test
  void shouldTellThatEverythingMayHaveChangedWhenItMissedSome() {
    Set<RtnetlinkMonitor.Change> wanted =
        Set.of(RtnetlinkMonitor.Change.ROUTES, RtnetlinkMonitor.Change.RULES);
    try (RtnetlinkMonitor monitor = RtnetlinkMonitor.open(wanted)) {
      SocketOptions.receiveBuffer(monitor.descriptor(), 4096);
      for (int i = 0; i < 100; i++) {
        Route route = Route.blackhole(Prefix6.parse("fd02::/" + (16 + i))).build();
        rtnetlink.addRoute(route);
        rtnetlink.deleteRoute(route);
      }
      assertThat(monitor.drain()).isEqualTo(wanted);
      assertThat(monitor.drain()).as("once").isEmpty();
    }
  }

  private Link link(String name) {
    return rtnetlink.links().stream()
        .filter(link -> link.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<Route> ours(int table) {
    return rtnetlink.routes(table).stream().filter(route -> route.protocol() == OURS).toList();
  }

  private static Route withMetric(Route route, int metric) {
    return new Route(
        route.destination(),
        route.type(),
        route.table(),
        route.protocol(),
        metric,
        route.device(),
        route.gateway(),
        route.preferredSource(),
        route.encapsulation());
  }

  private static Inet6Address address(String text) {
    return Prefix6.parse(text).address();
  }
}
