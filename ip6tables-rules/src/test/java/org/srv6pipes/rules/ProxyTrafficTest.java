package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.srv6pipes.rules.ThreeHosts.MIDDLEBOX;
import static org.srv6pipes.rules.ThreeHosts.SERVER;

import java.io.IOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.Namespaces;
import org.srv6pipes.linux.SocketAddress6;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.linux.TcpState;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.wire.Ipv6Prefix;

/** Real packets against the proxy's rules. */
@NamespaceTest
class ProxyTrafficTest {
  private static final String SID = "fc00:1::aaaa:0:0";
  private static final String LOOPBACK = "::1";

  /** Where nobody may be reached through a SID. */
  private static final List<String> SERVICES = List.of(SERVER, MIDDLEBOX, LOOPBACK);

  @TempDir private Path folder;
  private HostRules rules;
  private HostPlan plan;
  private OpenService service;

  @BeforeAll
  static void threeHosts() throws Exception {
    ThreeHosts.up();
  }

  @AfterAll
  static void theHostsGo() throws Exception {
    ThreeHosts.down();
  }

  @BeforeEach
  void start() throws IOException {
    rules = HostRules.open(folder);
    applyTheRules();
    service = new OpenService();
  }

  private void applyTheRules() {
    plan = planOf(rules.allocate("a", new Needs(1, 2)), "fc00:1::/80");
    rules.apply(plan);
  }

  private HostPlan planOf(Allocation numbers, String sids) {
    List<Ipv6Prefix> prefixes = List.of(Ipv6Prefix.parse(sids));
    return new ProxyPlan(
            numbers, prefixes, List.of(), rules.interfaces(), true, false, Optional.empty())
        .hostPlan();
  }

  @AfterEach
  void removeThem() throws IOException {
    assertThat(service.visits()).as("visits of a service of the middlebox").isZero();
    service.close();
    rules.remove("a");
  }

  private Allocation numbers() {
    return plan.numbers();
  }

  /** What a visitor hears who tries all three at once. */
  private static List<String> answers(UnaryOperator<String> visit) {
    try (ExecutorService visits =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      return SERVICES.stream()
          .map(server -> visits.submit(() -> visit.apply(server)))
          .toList()
          .stream()
          .map(ProxyTrafficTest::get)
          .toList();
    }
  }

  private static String get(Future<String> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private static void nobodyAnswers(Visitor visitor) {
    assertThat(answers(server -> visitor.inAHurry().connect(server, SID))).containsOnly("nobody");
  }

  @Test
  void shouldBringASynToTheSlotOfItsVerdict() {
    try (StubProxy proxy = StubProxy.start(numbers())) {
      assertThat(Visitor.OUTSIDE.connect(SERVER, SID)).isEqualTo("proxied");
      assertThat(Visitor.ON_THE_MIDDLEBOX.connect(SERVER, SID)).isEqualTo("proxied");
      assertThat(proxy.servers()).containsExactly("[fc00:5::1]:8000", "[fc00:5::1]:8000");
    }
  }

  @Test
  void shouldReachNobodyWithoutAReaderOfTheQueue() {
    nobodyAnswers(Visitor.OUTSIDE);
    nobodyAnswers(Visitor.ON_THE_MIDDLEBOX);
  }

  static Stream<ToIntFunction<Allocation>> marksOtherThanOfASlot() {
    return Stream.of(
        it -> 0,
        Allocation::localMark,
        Allocation::socketMark,
        Allocation::unknownMark,
        it -> it.queueMark(0),
        it -> it.slotMark(2));
  }

  @ParameterizedTest
  @MethodSource("marksOtherThanOfASlot")
  void shouldReachNobodyWhenTheVerdictNamesNoSlot(ToIntFunction<Allocation> mark) {
    try (StubProxy proxy = StubProxy.withVerdict(numbers(), mark)) {
      nobodyAnswers(Visitor.OUTSIDE);
      assertThat(proxy.servers()).isEmpty();
    }
  }

  @Test
  void shouldReachNobodyWhenASlotHasNoListener() {
    try (StubProxy proxy = StubProxy.withVerdict(numbers(), it -> it.slotMark(1))) {
      nobodyAnswers(Visitor.OUTSIDE);
      assertThat(proxy.servers()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"raw", "mangle", "filter", "raw mangle", "raw mangle filter"})
  void shouldReachNoServiceWhenSomebodyFlushesTheRules(String tables) throws Exception {
    try (StubProxy proxy = StubProxy.start(numbers())) {
      Shell.run("for t in " + tables + "; do ip6tables -t $t -F; done");
      assertThat(answers(server -> Visitor.OUTSIDE.inAHurry().connect(server, SID)))
          .doesNotContain("the middlebox");
      ThreeHosts.send(ThreeHosts.CLIENT_NETWORK, "fc00:c::2", datagramsAlongASegmentList());
      assertThat(proxy.servers()).allMatch(it -> tables.equals("filter"));
    }
  }

  @Test
  void shouldNotTrustAMarkThatAPacketBringsAlong() {
    List<Integer> marks =
        List.of(numbers().localMark(), numbers().slotMark(0), numbers().unknownMark());
    Visitor local = Visitor.ON_THE_MIDDLEBOX.inAHurry();
    for (int mark : marks) {
      assertThat(answers(it -> local.connectWithMark(mark, it, SID))).containsOnly("nobody");
    }
    assertThat(local.connectWithMark(numbers().localMark(), SERVER)).isNotEqualTo("the middlebox");
  }

  @Test
  void shouldRefuseTcpThatIsForTheSidItself() {
    try (StubProxy proxy = StubProxy.start(numbers())) {
      assertThat(Visitor.OUTSIDE.connect(SID)).isEqualTo("ECONNREFUSED");
      assertThat(Visitor.OUTSIDE.connectWithUsedUpHeader(SID)).isEqualTo("ECONNREFUSED");
      assertThat(Visitor.ON_THE_MIDDLEBOX.connect(SID)).isEqualTo("ECONNREFUSED");
      assertThat(proxy.servers()).isEmpty();
    }
  }

  @Test
  void shouldAnswerUdpThatPortsAreUnreachable() throws Exception {
    Namespaces.inNetwork(
        ThreeHosts.CLIENT_NETWORK,
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(5000);
            socket.connect(new InetSocketAddress(SID, OpenService.PORT));
            socket.send(new DatagramPacket(new byte[1], 1));
            assertThatThrownBy(() -> socket.receive(new DatagramPacket(new byte[1], 1)))
                .isInstanceOf(PortUnreachableException.class);
          }
          return true;
        });
  }

  private static List<byte[]> datagramsAlongASegmentList() {
    return SERVICES.stream()
        .map(
            server ->
                Crafted.packet(
                    ThreeHosts.CLIENT,
                    SID,
                    Crafted.srh(1, server, SID),
                    Crafted.udp(ThreeHosts.CLIENT, server)))
        .toList();
  }

  /** How often the client was told that there is no way. */
  private static int errorsHeard() throws Exception {
    return Namespaces.inNetwork(
        ThreeHosts.CLIENT_NETWORK,
        () ->
            Files.readAllLines(Path.of("/proc/thread-self/net/snmp6")).stream()
                .filter(line -> line.startsWith("Icmp6InDestUnreachs"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D+6?\\D+", "")))
                .sum());
  }

  @Test
  void shouldTellTheSenderOfUdpAlongASegmentListThatThereIsNoWay() throws Exception {
    int before = errorsHeard();
    ThreeHosts.send(ThreeHosts.CLIENT_NETWORK, "fc00:c::2", datagramsAlongASegmentList());
    await().until(() -> errorsHeard() == before + SERVICES.size());
  }

  @Test
  void shouldLetTheKernelAnswerEchoRequests() throws IOException {
    assertThat(InetAddress.getByName(SID).isReachable(1000)).isTrue();
  }

  @Test
  void shouldDropAndCountAnEncapsulatedPacket() {
    Shell.run("ip -n c route add fc00:5::2 encap seg6 mode encap segs " + SID + " via fc00:c::2");
    try {
      assertThat(Visitor.OUTSIDE.inAHurry().connect(MIDDLEBOX)).isEqualTo("nobody");
    } finally {
      Shell.run("ip -n c route del fc00:5::2");
    }
    assertThat(Shell.run("ip6tables -t mangle -vnL " + numbers().chainPrefix() + "SID"))
        .containsPattern("(?m)^ +[1-9]\\d* +\\d+ DROP +41 ");
  }

  @Test
  void shouldKeepOthersFromASlotsListener() {
    try (StubProxy proxy = StubProxy.start(numbers())) {
      assertThatThrownBy(() -> new Socket("::1", numbers().port(0)))
          .isInstanceOf(ConnectException.class);
      assertThat(proxy.servers()).isEmpty();
    }
  }

  @Test
  void shouldServeTwoInstancesSideBySide() {
    Allocation second = rules.allocate("b", new Needs(1, 1));
    rules.apply(planOf(second, "fc00:2::/80"));
    try (StubProxy proxy = StubProxy.start(numbers());
        StubProxy other = StubProxy.start(second)) {
      assertThat(Visitor.OUTSIDE.connect(SERVER, SID)).isEqualTo("proxied");
      assertThat(Visitor.OUTSIDE.connect(SERVER, "fc00:2::1")).isEqualTo("proxied");
      assertThat(proxy.servers()).hasSize(1);
      assertThat(other.servers()).hasSize(1);
    }
    rules.remove("b");
  }

  @Test
  void shouldReachNobodyWhileRulesComeAndGo() throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    List<String> heard = new CopyOnWriteArrayList<>();
    Visitor visitor = Visitor.OUTSIDE.inAHurry();
    Thread visits =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!over.get()) {
                    heard.addAll(answers(server -> visitor.connect(server, SID)));
                  }
                });
    for (int i = 0; i < 8; i++) {
      rules.remove("a");
      applyTheRules();
    }
    over.set(true);
    visits.join();
    assertThat(heard).isNotEmpty().noneMatch(it -> it.contains("middlebox"));
  }

  @Test
  void shouldReachNobodyThroughTheSidsOfAKilledProcess() throws Exception {
    rules.remove("a");
    HostSnapshot before = HostSnapshot.now();
    KilledProcess.liveAndDie(folder, "a", "fc00:1::/80");
    assertThat(HostSnapshot.now()).isNotEqualTo(before);
    nobodyAnswers(Visitor.OUTSIDE);

    applyTheRules();
    rules.remove("a");
    assertThat(HostSnapshot.now()).isEqualTo(before);
  }

  @Test
  void shouldBringAnswersHomeToItsOwnSocketsOnly() {
    int ours = ThreeHosts.connectAsTheClient(numbers().socketMark());
    int theirs = ThreeHosts.connectAsTheClient(0);
    assertThat(SocketOptions.info(ours).state()).isEqualTo(TcpState.ESTABLISHED);
    assertThat(SocketOptions.info(theirs).state()).isEqualTo(TcpState.SYN_SENT);
    TcpSocket.close(ours);
    TcpSocket.close(theirs);
  }

  @Test
  void shouldBringPacketsHomeThatComeAfterTheEnd() throws Exception {
    int socket = ThreeHosts.connectAsTheClient(numbers().socketMark());
    SocketAddress6 own = new SocketAddress6();
    TcpSocket.localName(socket, own);
    TcpSocket.close(socket);
    await()
        .until(() -> Shell.run("ss -6Hn state time-wait sport = :" + own.port()).contains(SERVER));

    byte[] late = Crafted.answer(SERVER, ThreeHosts.SERVICE, ThreeHosts.CLIENT, own.port());
    ThreeHosts.send(ThreeHosts.SERVER_NETWORK, "fc00:5::2", List.of(late));
    String chain = numbers().chainPrefix() + "BACK";
    await()
        .until(
            () ->
                Shell.run("ip6tables -t raw -vnL " + chain)
                    .lines()
                    .anyMatch(
                        it ->
                            it.matches(
                                " +[1-9]\\d* .*TAKE.*mark match 0x%x.*"
                                    .formatted(numbers().unknownMark()))));
  }
}
