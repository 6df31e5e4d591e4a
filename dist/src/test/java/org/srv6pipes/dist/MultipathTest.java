package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Header;
import org.srv6pipes.wire.TcpPacket;

/**
 * Two proxies of one prefix, between which a router shares connections out. What the client sends
 * is lost for a while, so that Linux repeats it with another flow label.
 *
 * <pre>
 *   client ── router ── server
 *              │  │
 *             p1  p2      both fc00:f::/80
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MultipathTest {

  private static final String PREFIX = "fc00:f::/80";
  private static final String IDENTITY = "fc00:f::1:0:0";
  private static final Predicate<byte[]> TO_THE_SID = TcpPackets.to(Ipv6Address.parse(IDENTITY));
  private static final int PORT = 8000;
  private static final int CONNECTIONS = 40;
  private static final int PATIENCE_MILLIS = 30_000;
  private static final byte[] WORD = "whichever proxy it was".getBytes(UTF_8);

  /** A tail loss probe is the first, with the same label; then TCP times out, and changes it. */
  private static final int COPIES = 3;

  /** Source, destination, protocol and both ports. */
  private static final int ALL_BUT_THE_FLOW_LABEL = 0x37;

  private static final int BY_ADDRESSES_AND_FLOW_LABEL = 0;
  private static final int BY_CHOSEN_FIELDS = 3;

  private final Lab lab = Lab.start(topology());
  private final Host client = lab.host("client");
  private final Host router = lab.host("router");
  private final TcpPeers.EchoNow echo = TcpPeers.EchoNow.on(lab.host("server"), PORT);

  private static Topology topology() {
    return Topology.builder()
        .host("client")
        .proxy("p1")
        .proxy("p2")
        .host("server")
        .router("router")
        .link("router", "client")
        .link("router", "p1")
        .link("router", "p2")
        .link("router", "server")
        .build();
  }

  @BeforeAll
  void start() {
    List<String> nextHops = new ArrayList<>();
    for (String proxy : List.of("p1", "p2")) {
      ProgramInLab.proxy(
          lab.host(proxy), "sid-prefixes = ['" + PREFIX + "']", "egress = 'own-address'");
      nextHops.add("nexthop via %s dev %s".formatted(lab.host(proxy).addressTo("router"), proxy));
    }
    router.shell("ip -6 route add %s %s".formatted(PREFIX, String.join(" ", nextHops)));
    lab.steer("client", "server", IDENTITY);
  }

  @AfterAll
  void stop() {
    echo.close();
    lab.close();
  }

  @Test
  void shouldKeepEachConnectionOnItsProxyAsThePageSays() throws Exception {
    share(BY_CHOSEN_FIELDS);
    client.sysctl("net.core.txrehash", 1);

    Outcome outcome = repeatEverything();

    assertThat(outcome.labels().values()).allMatch(labels -> labels.size() > 1);
    assertThat(outcome.visited("p1")).isNotEmpty();
    assertThat(outcome.visited("p2")).isNotEmpty();
    assertThat(outcome.moved()).isEmpty();
    assertThat(outcome.reset()).isEmpty();
  }

  @Test
  void shouldKeepEachConnectionOnItsProxyIfTheClientKeepsItsFlowLabel() throws Exception {
    share(BY_ADDRESSES_AND_FLOW_LABEL);
    client.sysctl("net.core.txrehash", 0);

    Outcome outcome = repeatEverything();

    assertThat(outcome.labels().values()).allMatch(labels -> labels.size() == 1);
    assertThat(outcome.visited("p1")).isNotEmpty();
    assertThat(outcome.visited("p2")).isNotEmpty();
    assertThat(outcome.moved()).isEmpty();
    assertThat(outcome.reset()).isEmpty();
  }

  /**
   * What the page warns of, and that the tests above would see it. Policies 1 and 2 look at ports,
   * unless a packet comes with a hash: between namespaces it is the sender's, which changes too.
   */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void shouldLoseConnectionsByAnyOtherPolicy(int policy) throws Exception {
    share(policy);
    client.sysctl("net.core.txrehash", 1);

    Outcome outcome = repeatEverything();

    assertThat(outcome.labels().values()).allMatch(labels -> labels.size() > 1);
    assertThat(outcome.moved()).isNotEmpty();
    assertThat(outcome.reset()).isNotEmpty();
    assertThat(outcome.moved()).containsAll(outcome.reset());
  }

  private void share(int policy) {
    router.sysctl("net.ipv6.fib_multipath_hash_policy", policy);
    router.sysctl("net.ipv6.fib_multipath_hash_fields", ALL_BUT_THE_FLOW_LABEL);
  }

  /**
   * @param labels that each connection's packets had, by the client's port
   * @param visits the ports whose packets came to each proxy
   * @param reset the ports whose connections were
   */
  private record Outcome(
      Map<Integer, Set<Integer>> labels, Map<String, Set<Integer>> visits, Set<Integer> reset) {

    Set<Integer> visited(String proxy) {
      return visits.getOrDefault(proxy, Set.of());
    }

    Set<Integer> moved() {
      Set<Integer> both = new HashSet<>(visited("p1"));
      both.retainAll(visited("p2"));
      return both;
    }
  }

  private Outcome repeatEverything() throws IOException {
    try (Capture sent = client.capture("router", TO_THE_SID);
        Capture first = lab.host("p1").capture("router", TO_THE_SID);
        Capture second = lab.host("p2").capture("router", TO_THE_SID)) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        Socket socket = TcpPeers.connect(client, lab.host("server"), PORT, PATIENCE_MILLIS);
        socket.setSoTimeout(PATIENCE_MILLIS);
        sockets.add(socket);
        socket.getOutputStream().write(WORD);
        assertThat(socket.getInputStream().readNBytes(WORD.length)).isEqualTo(WORD);
      }
      Set<Integer> ports = sockets.stream().map(Socket::getLocalPort).collect(toSet());
      router.check("ip6tables", "-I", "FORWARD", "-i", "client", "-j", "DROP");
      for (Socket socket : sockets) {
        socket.getOutputStream().write(WORD);
      }
      await().atMost(ProgramInLab.PATIENCE).until(() -> allHaveRepeated(sent, ports));
      router.check("ip6tables", "-D", "FORWARD", "-i", "client", "-j", "DROP");
      Set<Integer> reset = new HashSet<>();
      for (Socket socket : sockets) {
        if (!isAnswered(socket)) {
          reset.add(socket.getLocalPort());
        }
        socket.close();
      }
      return new Outcome(
          from(ports, sent)
              .collect(
                  groupingBy(
                      it -> it.tcp().sourcePort(), mapping(it -> it.ip().flowLabel(), toSet()))),
          Map.of(
              "p1",
              TcpPackets.sourcePorts(from(ports, first)),
              "p2",
              TcpPackets.sourcePorts(from(ports, second))),
          reset);
    }
  }

  /** What these sent: the last packets of an older test may still come, and go elsewhere now. */
  private static Stream<TcpPacket> from(Set<Integer> ports, Capture capture) {
    return TcpPackets.of(capture).filter(it -> ports.contains(it.tcp().sourcePort()));
  }

  /** Whether each has sent its first word, and so many copies of the second. */
  private static boolean allHaveRepeated(Capture sent, Set<Integer> ports) {
    Map<Integer, List<TcpPacket>> words =
        from(ports, sent)
            .filter(it -> it.ip().payloadLength() - headers(it) == WORD.length)
            .collect(groupingBy(it -> it.tcp().sourcePort()));
    return words.size() == CONNECTIONS
        && words.values().stream().allMatch(it -> it.size() >= 1 + COPIES);
  }

  /** Octets behind the IPv6 header that are not data. */
  private static int headers(TcpPacket packet) {
    return packet.length() - Ipv6Header.LENGTH;
  }

  private static boolean isAnswered(Socket socket) throws IOException {
    try {
      assertThat(socket.getInputStream().readNBytes(WORD.length)).isEqualTo(WORD);
      return true;
    } catch (SocketException expected) {
      assertThat(expected).hasMessageContaining("reset");
      return false;
    }
  }
}
