package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.srv6pipes.rules.ThreeHosts.SERVER;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.linux.TcpState;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.wire.Ipv6Prefix;

/** On hosts that other programs guard, the proxy works and their rules stay what they are. */
@NamespaceTest(tools = "nft")
class CoexistenceTest {
  private static final String SID = "fc00:1::1";

  @TempDir private Path folder;
  private HostRules rules;

  @BeforeAll
  static void threeHosts() throws Exception {
    ThreeHosts.up();
  }

  @AfterAll
  static void theHostsGo() throws Exception {
    ThreeHosts.down();
  }

  @BeforeEach
  void open() {
    rules = HostRules.open(folder);
  }

  @AfterEach
  void clear() {
    Shell.run("nft flush ruleset");
  }

  private HostPlan start() {
    Allocation numbers = rules.allocate("a", new Needs(1, 1));
    List<Ipv6Prefix> sids = List.of(Ipv6Prefix.parse("fc00:1::/80"));
    List<String> all = rules.interfaces();
    HostPlan plan =
        new ProxyPlan(numbers, sids, List.of(), all, true, true, Optional.empty()).hostPlan();
    rules.apply(plan);
    return plan;
  }

  private static void connectsBothWays(HostPlan plan) {
    try (StubProxy proxy = StubProxy.start(plan.numbers())) {
      assertThat(Visitor.OUTSIDE.connect(SERVER, SID)).isEqualTo("proxied");
      assertThat(proxy.servers()).hasSize(1);
    }
    int onward = ThreeHosts.connectAsTheClient(plan.numbers().socketMark());
    assertThat(SocketOptions.info(onward).state()).isEqualTo(TcpState.ESTABLISHED);
    TcpSocket.close(onward);
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict-host", "container-host"})
  void shouldWorkOnAHostThatWasGuardedBefore(String ruleSet) throws Exception {
    TwoInterfaces.load(ruleSet, "nft");
    HostSnapshot before = HostSnapshot.now();
    HostPlan plan = start();
    rules.apply(plan);
    connectsBothWays(plan);
    rules.remove("a");
    assertThat(HostSnapshot.now()).isEqualTo(before);
  }

  static Stream<Arguments> foreignRuleSets() {
    return BackEnds.usable().stream()
        .flatMap(
            backEnd ->
                Stream.of("strict-host", "container-host", "zone-host")
                    .map(ruleSet -> Arguments.of(backEnd, ruleSet)));
  }

  @ParameterizedTest
  @MethodSource("foreignRuleSets")
  void shouldLeaveEveryForeignRuleAsItIs(String backEnd, String ruleSet) throws Exception {
    TwoInterfaces.load(ruleSet, backEnd);
    rules = new HostRules(new LinuxHost(Ip6tables.ofBackEnd(backEnd)), folder);
    HostSnapshot before = HostSnapshot.now();
    HostPlan plan = start();
    HostSnapshot once = HostSnapshot.now();
    assertThat(once.foreignRules()).isEqualTo(before.foreignRules());
    rules.apply(plan);
    assertThat(HostSnapshot.now()).isEqualTo(once);
    rules.remove("a");
    assertThat(HostSnapshot.now()).isEqualTo(before);
    TwoInterfaces.clear(backEnd);
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict-host", "container-host"})
  void shouldMendItselfWhenARuleSetIsLoadedOverIt(String ruleSet) throws Exception {
    HostPlan plan = start();
    TwoInterfaces.load(ruleSet, "nft");
    assertThat(rules.check(plan, "again")).isNotEmpty();
    assertThat(Visitor.OUTSIDE.inAHurry().connect(SERVER, SID)).isNotEqualTo("proxied");
    rules.apply(plan);
    assertThat(rules.check(plan, "again")).isEmpty();
    connectsBothWays(plan);
    rules.remove("a");
  }

  @Test
  void shouldWorkBesideAnNftablesFirewallOnceThatAcceptsOurMark() {
    HostPlan plan = start();
    Shell.run(
        """
        nft add table inet wall
        nft add chain inet wall entry '{ type filter hook input priority 10; policy accept; }'
        nft add rule inet wall entry ct state established,related accept
        nft add rule inet wall entry meta l4proto ipv6-icmp accept
        nft add rule inet wall entry reject with icmpx admin-prohibited
        """);
    Finding finding = rules.check(plan, "again").getFirst();
    String mend = finding.remedy().substring(finding.remedy().indexOf("nft insert"));
    try (StubProxy proxy = StubProxy.start(plan.numbers())) {
      assertThat(Visitor.OUTSIDE.inAHurry().connect(SERVER, SID)).isNotEqualTo("proxied");
      assertThat(proxy.servers()).isEmpty();
    }
    Shell.run(mend);
    connectsBothWays(plan);
    rules.remove("a");
  }
}
