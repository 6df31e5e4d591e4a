package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;

/**
 * Two proxies announce the same prefix by BGP, with Debian's FRR on them and on the router. They go
 * on from their own addresses, so that answers find the proxy that the connection has.
 *
 * <pre>
 *   client ══ router ── server        ══ loses one packet in twenty
 *              │  │
 *             p1  p2
 * </pre>
 */
@NamespaceTest(tools = "vtysh")
@Tag("becomes-another-user") // so do the daemons of FRR
@Timeout(300)
class AnnouncementTest {
  private static final String PREFIX = "fc00:f::/80";
  private static final String IDENTITY = "fc00:f::1:0:0";
  private static final Predicate<byte[]> TO_THE_SID = TcpPackets.to(Ipv6Address.parse(IDENTITY));
  private static final int PORT = 8000;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final byte[] WORDS = "whichever proxy it was".getBytes(UTF_8);

  private final Lab lab = Lab.start(topology());
  private final Host router = lab.host("router");
  private TcpPeers.Echo echo;
  private HostProcess first;

  private static Topology topology() {
    return Topology.builder()
        .host("client")
        .proxy("p1")
        .proxy("p2")
        .host("server")
        .router("router")
        .link("router", "client", LinkShape.PLAIN.withLoss(0.05))
        .link("router", "p1")
        .link("router", "p2")
        .link("router", "server")
        .build();
  }

  @BeforeEach
  void start() {
    router.sysctl("net.ipv6.fib_multipath_hash_policy", 3);
    router.sysctl("net.ipv6.fib_multipath_hash_fields", 0x37);
    startRouting(router, 65000, "", "p1", "p2");
    for (String proxy : List.of("p1", "p2")) {
      startRouting(lab.host(proxy), 65001, "  redistribute kernel route-map SIDS\n", "router");
    }
    first = startProxy("p1");
    startProxy("p2");
    echo = TcpPeers.Echo.on(lab.host("server"), PORT);
    lab.steer("client", "server", IDENTITY);
    await().atMost(ProgramInLab.PATIENCE).until(() -> nextHops() == 2);
  }

  @AfterEach
  void stop() {
    if (echo != null) {
      echo.close();
    }
    lab.close();
  }

  private HostProcess startProxy(String name) {
    return ProgramInLab.proxy(
        lab.host(name),
        "sid-prefixes = ['" + PREFIX + "']",
        "egress = 'own-address'",
        "announce = '3s'");
  }

  private void startRouting(Host host, int as, String redistribute, String... neighbours) {
    StringBuilder bgp = new StringBuilder("router bgp " + as + "\n no bgp ebgp-requires-policy\n");
    bgp.append(" no bgp default ipv4-unicast\n bgp router-id 1.1.1." + host.name().length());
    bgp.append(host.name().charAt(host.name().length() - 1) % 10).append('\n');
    StringBuilder family = new StringBuilder(" address-family ipv6 unicast\n  maximum-paths 4\n");
    for (String neighbour : neighbours) {
      Ipv6Address address = lab.host(neighbour).addressTo(host.name());
      bgp.append(" neighbor %s remote-as %d\n".formatted(address, as == 65000 ? 65001 : 65000));
      bgp.append(" neighbor %s timers 1 3\n neighbor %1$s timers connect 1\n".formatted(address));
      bgp.append(" neighbor %s advertisement-interval 0\n".formatted(address));
      family.append("  neighbor %s activate\n".formatted(address));
    }
    String routeMap = "route-map SIDS permit 10\n match metric 84\n";
    host.shell(
        """
        mkdir -p /run/frr
        cat > /run/frr/bgpd.conf <<'END'
        %sEND
        : > /run/frr/zebra.conf
        chown -R frr:frr /run/frr
        """
            .formatted(bgp.append(family).append(redistribute).append(" exit\n").append(routeMap)));
    daemon(host, "zebra");
    await().atMost(ProgramInLab.PATIENCE).until(() -> exists(host, "/run/frr/zserv.api"));
    daemon(host, "bgpd");
  }

  private static boolean exists(Host host, String file) {
    return host.run("test", "-e", file).exitCode() == 0;
  }

  private static void daemon(Host host, String name) {
    host.start(
        "/usr/lib/frr/" + name,
        "-u",
        "frr",
        "-g",
        "frr",
        "-f",
        "/run/frr/" + name + ".conf",
        "-i",
        "/run/frr/" + name + ".pid",
        "-z",
        "/run/frr/zserv.api",
        "--vty_socket",
        "/run/frr",
        "-P",
        "0");
  }

  private long nextHops() {
    return router
        .check("ip", "-6", "route", "show", PREFIX)
        .stdout()
        .lines()
        .filter(line -> line.contains(" via "))
        .count();
  }

  private Socket connect() {
    return TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, PATIENCE_MILLIS);
  }

  /** Whom the server saw. */
  private InetSocketAddress exchange() throws Exception {
    assertThat(TcpPeers.exchange(connect(), WORDS)).isEqualTo(WORDS);
    return echo.next().client();
  }

  @Test
  void shouldWithdrawFirstAndFailNothingNew() throws Exception {
    Set<InetSocketAddress> seen = new HashSet<>();
    while (proxiesOf(seen) < 2) {
      seen.add(exchange());
    }

    first.signal("TERM");
    while (nextHops() != 1) {
      exchangeUnlessItsRouteChanged();
    }
    echo.close(); // it may have seen one that was reset later
    echo = TcpPeers.Echo.on(lab.host("server"), PORT);
    Set<InetSocketAddress> afterwards = new HashSet<>();
    while (first.isAlive() || afterwards.size() < 20) {
      afterwards.add(exchange());
    }

    assertThat(proxiesOf(afterwards)).isOne();
    assertThat(first.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }

  /** What a connection sends after the withdrawal arrives at the other proxy, which resets it. */
  private void exchangeUnlessItsRouteChanged() throws Exception {
    try {
      exchange();
    } catch (SocketException | LabException e) { // the latter of a handshake
      assertThat(nextHops()).as("%s, and the route is as it was", e).isOne();
    }
  }

  private static long proxiesOf(Set<InetSocketAddress> seen) {
    return seen.stream().map(InetSocketAddress::getAddress).distinct().count();
  }

  @Test
  void shouldWithdrawWhenItIsKilled() {
    first.signal("KILL");

    await().atMost(ProgramInLab.PATIENCE).until(() -> nextHops() == 1);
  }

  @Test
  void shouldKeepAConnectionOnItsProxyWhenPacketsAreRepeated() throws Exception {
    try (Capture atFirst = lab.host("p1").capture("router", TO_THE_SID);
        Capture atSecond = lab.host("p2").capture("router", TO_THE_SID)) {
      for (int i = 0; i < 60; i++) {
        exchange();
      }
      Set<Integer> both = TcpPackets.sourcePorts(TcpPackets.of(atFirst));
      both.retainAll(TcpPackets.sourcePorts(TcpPackets.of(atSecond)));
      assertThat(both).isEmpty();
      assertThat(TcpPackets.sourcePorts(TcpPackets.of(atFirst))).isNotEmpty();
      assertThat(TcpPackets.sourcePorts(TcpPackets.of(atSecond))).isNotEmpty();
    }
  }
}
