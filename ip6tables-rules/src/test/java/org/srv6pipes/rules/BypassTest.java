package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.srv6pipes.rules.ThreeHosts.CLIENT;
import static org.srv6pipes.rules.ThreeHosts.MIDDLEBOX;
import static org.srv6pipes.rules.ThreeHosts.SERVER;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.Link;
import org.srv6pipes.linux.Namespaces;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.rules.Bypass.LastHeader;
import org.srv6pipes.wire.Ipv6Prefix;

/** Real packets against the rules of a proxy some of whose functions fail open. */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class BypassTest {
  private static final String OPEN = "fc00:1::aaaa:0:0";
  private static final String OPEN_TOO = "fc00:1::aaaa:0:7";
  private static final String CLOSED = "fc00:1::bbbb:0:0";
  private static final String GREETING = "the server";
  private static final Needs NEEDS = new Needs(1, 2);
  private static final ProcessIdentity DEAD = new ProcessIdentity(1, 1, "another-boot");

  private static ServerSocket server;

  @TempDir private Path folder;
  private HostSnapshot before;
  private HostRules rules;
  private Allocation numbers;
  private OpenService service;

  @BeforeAll
  static void threeHosts() throws Exception {
    ThreeHosts.up();
    server =
        Namespaces.inNetwork(ThreeHosts.SERVER_NETWORK, () -> new ServerSocket(OpenService.PORT));
    Thread.ofPlatform().daemon().start(BypassTest::serve);
  }

  private static void serve() {
    while (!server.isClosed()) {
      try {
        Socket visitor = server.accept();
        Thread.ofVirtual().start(() -> greetAndEcho(visitor));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void greetAndEcho(Socket visitor) {
    try (visitor) {
      visitor.getOutputStream().write(GREETING.getBytes(StandardCharsets.UTF_8));
      visitor.getInputStream().transferTo(visitor.getOutputStream());
    } catch (IOException e) {
      // The visitor sees it.
    }
  }

  @AfterAll
  static void theHostsGo() throws Exception {
    server.close();
    ThreeHosts.down();
  }

  @BeforeEach
  void start() throws IOException {
    before = HostSnapshot.now();
    rules = HostRules.open(folder);
    numbers = rules.allocate("a", NEEDS);
    service = new OpenService();
    serverTakesHeaders(false);
  }

  private static void serverTakesHeaders(boolean takes) {
    Shell.run(
        "ip netns exec s sysctl -w net.ipv6.conf.all.seg6_enabled=%1$d net.ipv6.conf.e0.seg6_enabled=%1$d"
            .formatted(takes ? 1 : 0));
  }

  @AfterEach
  void removeThem() throws IOException {
    assertThat(service.visits()).as("visits of a service of the middlebox").isZero();
    service.close();
    rules.remove("a");
    assertThat(HostSnapshot.now()).isEqualTo(before);
  }

  private void apply(LastHeader lastHeader) {
    apply(lastHeader, List.of(), List.of());
  }

  private void apply(LastHeader lastHeader, List<Ipv6Prefix> from, List<Ipv6Prefix> to) {
    Bypass bypass =
        new Bypass(
            List.of(Ipv6Prefix.parse("fc00:1::aaaa:0:0/96")),
            lastHeader,
            Duration.ofMinutes(5),
            Duration.ofMinutes(1),
            from,
            to,
            device());
    rules.apply(plan(Optional.of(bypass)));
  }

  private HostPlan plan(Optional<Bypass> bypass) {
    List<Ipv6Prefix> prefixes = List.of(Ipv6Prefix.parse("fc00:1::/80"));
    return new ProxyPlan(numbers, prefixes, List.of(), rules.interfaces(), true, true, bypass)
        .hostPlan();
  }

  private static Link device() {
    try (Rtnetlink routing = Rtnetlink.open()) {
      return routing.links().stream()
          .filter(it -> it.name().equals("to-c"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String hurriedly(String server, String... sids) {
    return Visitor.OUTSIDE.inAHurry().connect(server, sids);
  }

  @ParameterizedTest
  @CsvSource({"GOES, false", "STAYS, true", "BY_TURNS, true", "BY_TURNS, false"})
  void shouldCarryPastWhenNobodyReadsTheQueue(LastHeader lastHeader, boolean takesHeaders) {
    serverTakesHeaders(takesHeaders);
    apply(lastHeader);
    assertThat(Visitor.OUTSIDE.connect(SERVER, OPEN)).isEqualTo(GREETING);
    assertThat(Visitor.OUTSIDE.connect(SERVER, OPEN, OPEN_TOO)).isEqualTo(GREETING);
  }

  @Test
  void shouldCarryNothingPastAClosedFunctionNorToThisHost() {
    apply(LastHeader.GOES);
    assertThat(hurriedly(SERVER, CLOSED)).isEqualTo("nobody");
    assertThat(hurriedly(SERVER, OPEN, CLOSED)).isNotEqualTo(GREETING);
    assertThat(hurriedly(SERVER, CLOSED, OPEN)).isNotEqualTo(GREETING);
    assertThat(hurriedly(MIDDLEBOX, OPEN)).isEqualTo("nobody");
    assertThat(hurriedly("::1", OPEN)).isEqualTo("nobody");
    assertThat(Visitor.ON_THE_MIDDLEBOX.inAHurry().connect(MIDDLEBOX, OPEN)).isEqualTo("nobody");
  }

  @Test
  void shouldCarryPastWhatTheVerdictSays() {
    apply(LastHeader.GOES);
    try (StubProxy proxy = StubProxy.withVerdict(numbers, Allocation::bypassMark)) {
      assertThat(Visitor.OUTSIDE.connect(SERVER, OPEN)).isEqualTo(GREETING);
      assertThat(hurriedly(SERVER, CLOSED)).isEqualTo("nobody");
      assertThat(proxy.servers()).isEmpty();
    }
  }

  @Test
  void shouldCarryNothingPastThatIsNotAllowed() {
    apply(LastHeader.GOES, List.of(Ipv6Prefix.parse("fc00:d::/64")), List.of());
    assertThat(hurriedly(SERVER, OPEN)).isEqualTo("nobody");
    apply(LastHeader.GOES, List.of(), List.of(Ipv6Prefix.parse("fc00:6::/64")));
    assertThat(hurriedly(SERVER, OPEN)).isEqualTo("nobody");
    apply(
        LastHeader.GOES,
        List.of(Ipv6Prefix.parse("fc00:d::/64"), Ipv6Prefix.parse("fc00:c::/64")),
        List.of(Ipv6Prefix.parse(SERVER + "/128")));
    assertThat(Visitor.OUTSIDE.connect(SERVER, OPEN)).isEqualTo(GREETING);
  }

  @Test
  void shouldBeCarriedPastForLifeAlsoWhenTheProxyIsBack() throws Exception {
    apply(LastHeader.GOES);
    try (Steered past = new Steered()) {
      past.assertEchoes();
      try (StubProxy proxy = StubProxy.start(numbers)) {
        past.assertEchoes();
        apply(LastHeader.GOES);
        past.assertEchoes();
        assertThat(proxy.servers()).isEmpty();
      }
    }
  }

  @Test
  void shouldResetWhatWasCarriedPastWhenTheFunctionIsClosed() throws Exception {
    apply(LastHeader.GOES);
    try (Steered past = new Steered()) {
      past.assertEchoes();
      rules.apply(plan(Optional.empty()));
      assertThatThrownBy(past::assertEchoes).isInstanceOf(SocketException.class);
    }
    assertThat(hurriedly(SERVER, OPEN)).isEqualTo("nobody");
  }

  @Test
  void shouldServeAgainTheSamePortsAfterTheEnd() throws Exception {
    apply(LastHeader.GOES);
    int port;
    try (Steered past = new Steered()) {
      past.assertEchoes();
      port = past.socket.getLocalPort();
      past.socket.setSoLinger(true, 0);
    }
    try (StubProxy proxy = StubProxy.start(numbers);
        Steered again = new Steered(port)) {
      assertThat(again.hear("proxied".length())).isEqualTo("proxied");
      assertThat(proxy.servers()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldStayAfterAKillUntilItsSuccessorComes(boolean killed) throws Exception {
    rules.remove("a");
    if (killed) {
      numbers = rules.allocate("a", Optional.of(DEAD), NEEDS);
      apply(LastHeader.GOES);
    } else {
      numbers = rules.allocate("a", NEEDS);
      apply(LastHeader.GOES);
      rules.leave("a");
    }
    rules.allocate("b", NEEDS);
    rules.remove("b");
    try (Steered past = new Steered()) {
      past.assertEchoes();
      assertThat(rules.takeOver("a", NEEDS)).isEqualTo(numbers);
      apply(LastHeader.GOES);
      past.assertEchoes();
    }
  }

  @Test
  void shouldTakeBackWhatAKilledOneLeftWhenItsSuccessorWantsNothingOfIt() {
    rules.remove("a");
    numbers = rules.allocate("a", Optional.of(DEAD), NEEDS);
    apply(LastHeader.GOES);
    rules.allocate("a", NEEDS);
    assertThat(HostSnapshot.now()).isEqualTo(before);
  }

  @Test
  void shouldShowWhatIsMissing() {
    apply(LastHeader.GOES);
    Shell.run("nft delete table ip6 " + NftTable.name(numbers.index()));
    HostPlan plan =
        plan(
            Optional.of(
                new Bypass(
                    List.of(Ipv6Prefix.parse("fc00:1::aaaa:0:0/96")),
                    LastHeader.GOES,
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(1),
                    List.of(),
                    List.of(),
                    device())));
    assertThat(rules.diff(plan)).isNotEmpty().allMatch(it -> it.line().startsWith("nft '"));
    rules.apply(plan);
    assertThat(rules.diff(plan)).isEmpty();
    assertThat(rules.check(plan, "again")).isEmpty();
  }

  /** An ordinary connection of the client that its kernel leads through the open SID. */
  private static final class Steered implements AutoCloseable {
    private final Socket socket;
    private boolean greeted;

    Steered() throws Exception {
      this(0);
    }

    Steered(int port) throws Exception {
      Shell.run(
          "ip -n c route replace %s/128 encap seg6 mode inline segs %s via fc00:c::2 dev e0"
              .formatted(SERVER, OPEN));
      socket =
          Namespaces.inNetwork(
              ThreeHosts.CLIENT_NETWORK,
              () -> {
                Socket made = new Socket();
                made.setReuseAddress(true);
                made.setSoTimeout(10_000);
                made.bind(new InetSocketAddress(CLIENT, port));
                made.connect(new InetSocketAddress(SERVER, OpenService.PORT), 10_000);
                return made;
              });
    }

    String hear(int length) throws IOException {
      return new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
    }

    void assertEchoes() throws IOException {
      if (!greeted) {
        assertThat(hear(GREETING.length())).isEqualTo(GREETING);
        greeted = true;
      }
      socket.getOutputStream().write(new byte[] {1, 2, 3});
      byte[] heard = socket.getInputStream().readNBytes(3);
      assertThat(heard).containsExactly(1, 2, 3);
    }

    @Override
    public void close() throws IOException {
      socket.close();
      Shell.run("ip -n c route del " + SERVER + "/128");
    }
  }
}
