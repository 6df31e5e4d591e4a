package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * Real packets against the proxy's rules.
 *
 * <pre>
 *   c  fc00:c::1 ──── fc00:c::2  this test, the middlebox  fc00:5::2 ──── fc00:5::1  s
 *                     SIDs fc00:1::/80, a service on [::]:8000
 * </pre>
 */
@DisabledIfEnvironmentVariable(
    named = "SRV6PIPES_NO_NAMESPACES",
    matches = ".*",
    disabledReason = "no network namespace of its own could be made")
class ProxyTrafficTest {
  private static final String SID = "fc00:1::aaaa:0:0";
  private static final String SERVER = "fc00:5::1";
  private static final String MIDDLEBOX = "fc00:5::2";
  private static final String LOOPBACK = "::1";

  @TempDir private Path folder;
  private HostRules rules;
  private HostPlan plan;
  private OpenService service;

  @BeforeAll
  static void threeHosts() {
    Shell.run(
        """
        mkdir -p /run/netns
        sysctl -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
        for n in c s; do
          ip netns add $n
          ip netns exec $n sysctl -w net.ipv6.conf.all.accept_dad=0 net.ipv6.conf.default.accept_dad=0
          ip -n $n link set lo up
          ip link add to-$n type veth peer name e0 netns $n
          ip link set to-$n up
          ip -n $n link set e0 up
        done
        ip addr add fc00:c::2/64 dev to-c nodad
        ip addr add fc00:5::2/64 dev to-s nodad
        ip -n c addr add fc00:c::1/64 dev e0 nodad
        ip -n s addr add fc00:5::1/64 dev e0 nodad
        ip -n c route add default via fc00:c::2
        ip -n s route add default via fc00:5::2
        """);
  }

  @AfterAll
  static void theHostsGo() {
    Shell.run("ip netns del c; ip netns del s");
  }

  @BeforeEach
  void applyTheRules() throws IOException {
    rules = HostRules.open(folder);
    Allocation numbers = rules.allocate("a", new Needs(1, 2));
    List<Ipv6Prefix> sids = List.of(Ipv6Prefix.parse("fc00:1::/80"));
    plan = new ProxyPlan(numbers, sids, List.of(), rules.interfaces(), true, false).hostPlan();
    rules.apply(plan);
    service = new OpenService();
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
      return Stream.of(SERVER, MIDDLEBOX, LOOPBACK)
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
    assertThat(answers(server -> visitor.inAHurry().connect(server, SID)))
        .allSatisfy(it -> assertThat(it).contains("Connection timed out"));
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
  void shouldReachNoServiceWhenSomebodyFlushesTheRules(String tables) {
    try (StubProxy proxy = StubProxy.start(numbers())) {
      Shell.run("for t in " + tables + "; do ip6tables -t $t -F; done");
      assertThat(answers(server -> Visitor.OUTSIDE.inAHurry().connect(server, SID)))
          .doesNotContain("the middlebox");
      answers(server -> Visitor.OUTSIDE.send(server, SID));
      assertThat(proxy.servers()).allMatch(it -> tables.equals("filter"));
    }
  }

  @Test
  void shouldNotTrustAMarkThatAPacketBringsAlong() {
    List<Integer> marks =
        List.of(numbers().localMark(), numbers().slotMark(0), numbers().unknownMark());
    Visitor local = Visitor.ON_THE_MIDDLEBOX.inAHurry();
    for (int mark : marks) {
      assertThat(answers(it -> local.connectWithMark(mark, it, SID)))
          .allSatisfy(it -> assertThat(it).contains("timed out"));
    }
    assertThat(local.connectWithMark(numbers().localMark(), SERVER)).isNotEqualTo("the middlebox");
  }

  @Test
  void shouldRefuseTcpThatIsForTheSidItself() {
    try (StubProxy proxy = StubProxy.start(numbers())) {
      assertThat(Visitor.OUTSIDE.connect(SID)).contains("Connection refused");
      assertThat(Visitor.OUTSIDE.connectWithUsedUpHeader(SID)).contains("Connection refused");
      assertThat(Visitor.ON_THE_MIDDLEBOX.connect(SID)).contains("Connection refused");
      assertThat(proxy.servers()).isEmpty();
    }
  }

  @Test
  void shouldAnswerUdpThatPortsAreUnreachable() {
    assertThat(Visitor.OUTSIDE.send(SID)).contains("Connection refused");
  }

  @Test
  void shouldNotLetUdpAlongASegmentListIn() {
    assertThat(answers(server -> Visitor.OUTSIDE.send(server, SID)))
        .allSatisfy(it -> assertThat(it).contains("Permission denied"));
  }

  @Test
  void shouldLetTheKernelAnswerEchoRequests() throws IOException {
    assertThat(InetAddress.getByName(SID).isReachable(1000)).isTrue();
  }

  @Test
  void shouldDropAndCountAnEncapsulatedPacket() {
    Shell.run("ip -n c route add fc00:5::2 encap seg6 mode encap segs " + SID + " via fc00:c::2");
    try {
      assertThat(Visitor.OUTSIDE.inAHurry().connect(MIDDLEBOX)).contains("timed out");
    } finally {
      Shell.run("ip -n c route del fc00:5::2");
    }
    assertThat(Shell.run("ip6tables -t mangle -vnL " + numbers().chainPrefix() + "SID"))
        .containsPattern("(?m)^ +[1-9]\\d* +\\d+ DROP +41 ");
  }

  @Test
  void shouldKeepOthersFromASlotsListener() {
    try (StubProxy proxy = StubProxy.start(numbers())) {
      String socat = "socat -u OPEN:/dev/null TCP6:[::1]:" + numbers().port(0);
      assertThat(Command.of("sh", "-c", socat).run("").text()).contains("Connection refused");
      assertThat(proxy.servers()).isEmpty();
    }
  }
}
