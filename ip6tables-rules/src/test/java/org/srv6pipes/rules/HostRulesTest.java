package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.wire.Ipv6Prefix;

/** On a host that others have configured already. */
class HostRulesTest extends TwoInterfaces {
  private static final List<String> DEVICES = List.of("lo", "e0", "e1");
  private static final Needs NEEDS = new Needs(2, 3);

  @BeforeAll
  static void theRulesOfOthers() {
    Shell.run(
        """
        ip -6 addr add fc00:c::1/64 dev e0 nodad
        sysctl -w net.ipv6.conf.e1.seg6_enabled=1
        ip -6 rule add fwmark 0x10/0xff lookup 99
        ip -6 route add unreachable fc00:dead::/64 table 99
        ip6tables -t raw -N OTHERS
        ip6tables -t raw -A OTHERS -p udp -j RETURN
        ip6tables -t raw -A PREROUTING -i e0 -j OTHERS
        ip6tables -t mangle -A PREROUTING -m mark --mark 0x53000000/0xffff0000 -j ACCEPT
        ip6tables -t filter -P FORWARD DROP
        ip6tables -t filter -A INPUT -m conntrack --ctstate INVALID -j DROP
        ip6tables -t filter -A INPUT -p tcp --dport 22 -j ACCEPT
        """);
    if (BackEnds.usable().contains("legacy")) {
      Shell.run("ip6tables-legacy -t filter -A INPUT -p tcp --dport 22 -j ACCEPT");
    }
  }

  @AfterAll
  static void asItWas() {
    Shell.run("ip -6 rule del lookup 99; ip -6 route flush table 99");
    BackEnds.usable().forEach(TwoInterfaces::clear);
  }

  private static List<Ipv6Prefix> sids(String... prefixes) {
    return Stream.of(prefixes).map(Ipv6Prefix::parse).toList();
  }

  private static HostPlan plan(Allocation numbers, String... prefixes) {
    return new ProxyPlan(numbers, sids(prefixes), List.of(), DEVICES, true, true, Optional.empty())
        .hostPlan();
  }

  private static HostPlan impossible(HostPlan plan) {
    return new HostPlan(
        plan.numbers(),
        plan.ruleSet(),
        List.of(new Setting("net.ipv6.conf.default.seg6_enabled", "many")),
        plan.routes(),
        plan.routingRules());
  }

  private HostPlan start(String instance, String... prefixes) {
    HostPlan plan = plan(rules.allocate(instance, NEEDS), prefixes);
    rules.apply(plan);
    return plan;
  }

  @Test
  void shouldMakeTheSameRoutesForWhoTakesOverAndKeepThemForIt() {
    Allocation older = rules.stepAside(start("a", "fc00:1::/80").numbers());
    HostPlan newer = start("a", "fc00:1::/80");

    rules.remove(older.instance());

    assertThat(rules.diff(newer)).isEmpty();
    assertThatThrownBy(() -> rules.stepBack(newer.numbers().aside(), "b"))
        .isInstanceOf(RulesException.class);
    rules.remove("a");
  }

  @Test
  void shouldGiveTheNameBackToWhoSteppedAside() {
    HostPlan plan = start("a", "fc00:1::/80");
    Allocation aside = rules.stepAside(plan.numbers());
    assertThat(aside.instance()).isEqualTo("a~" + aside.index());

    assertThat(rules.stepBack(aside, "a")).isEqualTo(plan.numbers());

    assertThat(rules.diff(plan)).isEmpty();
    rules.remove("a");
  }

  @ParameterizedTest
  @MethodSource("org.srv6pipes.rules.BackEnds#usable")
  void shouldMakeWhatThePlanSaysAndTakeItBack(String backEnd) {
    Host itsHost = new LinuxHost(Ip6tables.ofBackEnd(backEnd));
    rules = new HostRules(itsHost, folder);
    HostPlan plan = start("a", "fc00:1::/80", "fc00:2::/80");

    FirewallState made = itsHost.firewall();
    for (Chain chain : plan.ruleSet().chains()) {
      assertThat(made.rules(chain.table(), chain.name())).isEqualTo(chain.rules());
    }
    assertThat(plan.ruleSet().script(made)).isEmpty();
    HostPlan smallest =
        new ProxyPlan(
                new Allocation("a", plan.numbers().index(), 1, 1),
                sids("fc00:1::/80"),
                List.of("e0"),
                DEVICES,
                false,
                false,
                Optional.empty())
            .hostPlan();
    rules.apply(smallest);
    assertThat(smallest.ruleSet().script(itsHost.firewall())).isEmpty();
    rules.apply(plan);
    assertThat(HostSnapshot.now().sysctls())
        .filteredOn(it -> it.contains("seg6_enabled") && !it.contains("default"))
        .allMatch(it -> it.endsWith(":1"));
    int table = plan.numbers().localTable();
    assertThat(Shell.run("ip -6 rule"))
        .contains("fwmark %#x lookup %d".formatted(plan.numbers().localMark(), table))
        .contains("iif lo lookup " + (table + 1));
    assertThat(Shell.run("ip -6 route show table " + table)).startsWith("local default dev lo");
    assertThat(Shell.run("ip -6 route show proto 83")).contains("prohibit fc00:2::/80");

    rules.remove("a");
  }

  @Test
  void shouldChangeNothingWhenAppliedAgain() {
    HostPlan plan = start("a", "fc00:1::/80");
    HostSnapshot once = HostSnapshot.now();
    rules.apply(plan);
    assertThat(HostSnapshot.now()).isEqualTo(once);
    rules.remove("a");
  }

  @Test
  void shouldTakeBackWhatALaterPlanDoesNotWant() {
    HostPlan plan = start("a", "fc00:1::/80");
    HostSnapshot once = HostSnapshot.now();
    rules.apply(plan(plan.numbers(), "fc00:2::/80", "fc00:3::/80"));
    assertThat(HostSnapshot.now().routes()).noneMatch(it -> it.contains("fc00:1::/80"));
    rules.apply(plan);
    assertThat(HostSnapshot.now()).isEqualTo(once);
    rules.remove("a");
  }

  @Test
  void shouldSetASysctlBackThatALaterPlanDoesNotNeed() {
    HostPlan routing = start("a", "fc00:1::/80");
    assertThat(HostSnapshot.now().sysctls()).contains("all/forwarding:1", "e0/accept_ra:2");
    rules.apply(
        new ProxyPlan(
                routing.numbers(),
                sids("fc00:1::/80"),
                List.of(),
                DEVICES,
                true,
                false,
                Optional.empty())
            .hostPlan());
    assertThat(HostSnapshot.now().sysctls())
        .contains("all/forwarding:0", "e0/accept_ra:1", "e0/seg6_enabled:1");
    rules.remove("a");
  }

  @Test
  void shouldKeepWhatIsThereWhenALaterPlanFails() {
    HostPlan plan = start("a", "fc00:1::/80");
    HostSnapshot running = HostSnapshot.now();
    assertThatThrownBy(() -> rules.apply(impossible(plan))).hasMessageContaining("seg6_enabled");
    assertThat(HostSnapshot.now()).isEqualTo(running);
    rules.remove("a");
  }

  @Test
  void shouldKeepNumbersForRulesThatAPersonMakes() {
    rules.reserve(new Allocation("by-hand", 1, 1, 1));
    Allocation other = rules.allocate("a", NEEDS);
    assertThat(other.index()).isEqualTo(2);
    assertThatThrownBy(() -> rules.reserve(new Allocation("too", 2, 1, 1)))
        .hasMessageContaining("index 2 belongs to instance \"a\"");
    rules.remove("a");
    rules.remove("by-hand");
  }

  @Test
  void shouldLeaveRulesAloneThatAPersonHasPasted() {
    HostPlan pasted = plan(new Allocation("by-hand", 0, 1, 1), "fc00:9::/80");
    pasted.show().stream().filter(it -> it.startsWith("ip6tables")).forEach(Shell::run);
    start("a", "fc00:1::/80");
    rules.remove("a");
    assertThat(pasted.ruleSet().script(host.firewall())).isEmpty();
    host.restore(RuleSet.none(pasted.ruleSet().prefix()).script(host.firewall()));
  }

  @Test
  void shouldPutItsJumpFirstAgainWhenAnotherProgramCameBefore() {
    HostPlan plan = start("a", "fc00:1::/80");
    HostSnapshot once = HostSnapshot.now();
    Shell.run("ip6tables -I INPUT -p tcp -j ACCEPT");
    rules.apply(plan);
    Shell.run("ip6tables -D INPUT -p tcp -j ACCEPT");
    assertThat(HostSnapshot.now()).isEqualTo(once);
    rules.remove("a");
  }

  @Test
  void shouldLeaveTheOtherInstanceWholeWhenOneStops() {
    HostPlan first = start("a", "fc00:1::/80");
    rules.remove("a");
    HostSnapshot without = HostSnapshot.now();
    start("b", "fc00:2::/80");
    HostSnapshot second = HostSnapshot.now();

    rules.apply(plan(rules.allocate("a", NEEDS), "fc00:1::/80"));
    rules.remove("a");
    assertThat(HostSnapshot.now()).isEqualTo(second);

    rules.remove("b");
    assertThat(HostSnapshot.now()).isEqualTo(without);
    assertThat(first.numbers().index()).isEqualTo(1);
  }

  @Test
  void shouldGiveEachInstanceNumbersOfItsOwn() {
    Allocation a = rules.allocate("a", NEEDS);
    Allocation b = rules.allocate("b", NEEDS);
    assertThat(b.queueNumbers()).doesNotContainAnyElementsOf(a.queueNumbers());
    assertThat(b.ports()).doesNotContainAnyElementsOf(a.ports());
    assertThat(b.index()).isNotEqualTo(a.index());
    rules.remove("a");
    rules.remove("b");
  }

  @Test
  void shouldRefuseASecondInstanceOfOneName() {
    rules.allocate("a", NEEDS);
    assertThatThrownBy(() -> rules.allocate("a", NEEDS))
        .isInstanceOf(RulesException.class)
        .hasMessageContaining("runs as process " + ProcessHandle.current().pid());
    rules.remove("a");
  }

  @Test
  void shouldRefuseAPrefixThatAnotherInstanceServes() {
    start("a", "fc00:1::/64");
    Allocation b = rules.allocate("b", NEEDS);
    assertThatThrownBy(() -> rules.apply(plan(b, "fc00:1::/80")))
        .isInstanceOf(RulesException.class)
        .hasMessageContaining("instance \"a\"");
    rules.remove("a");
    rules.remove("b");
  }

  @Test
  void shouldTakeBackWhatAKilledInstanceDid() {
    rules.apply(plan(rules.allocate("dead", DEAD, NEEDS), "fc00:1::/80"));
    start("a", "fc00:1::/80");
    rules.remove("a");
  }

  @Test
  void shouldKeepSysctlsForTheLivingWhenAnotherWasKilled() {
    rules.apply(plan(rules.allocate("dead", DEAD, NEEDS), "fc00:1::/80"));
    start("a", "fc00:2::/80");
    start("b", "fc00:3::/80");
    rules.remove("a");
    assertThat(HostSnapshot.now().sysctls()).contains("e0/seg6_enabled:1");
    rules.remove("b");
  }

  @Test
  void shouldTakeBackEverythingWhenAChangeFails() {
    Allocation numbers = rules.allocate("a", NEEDS);
    HostPlan bad = impossible(plan(numbers, "fc00:1::/80"));
    assertThatThrownBy(() -> rules.apply(bad)).hasMessageContaining("seg6_enabled");
  }

  @Test
  void shouldLeaveASysctlThatSomebodyElseChangedSince() {
    start("a", "fc00:1::/80");
    Shell.run("sysctl -w net.ipv6.conf.e0.seg6_enabled=0");
    rules.remove("a");
    assertThat(HostSnapshot.now().sysctls()).contains("e0/seg6_enabled:0");
  }

  @Test
  void shouldNotActOnTheLedgerOfAnEarlierBoot() throws IOException {
    Ledger old =
        new Ledger(
            List.of(),
            List.of(
                new ChangedSetting(
                    new Setting("net.ipv6.conf.e1.seg6_enabled", "1"),
                    "0",
                    List.of("dead"),
                    List.of())));
    Files.writeString(folder.resolve("ledger"), LedgerText.write(old, "another boot"));
    start("a", "fc00:1::/80");
    rules.remove("a");
  }

  @Test
  void shouldRecogniseWhatAnInstanceLeftWhoseLedgerIsLost() throws IOException {
    HostSnapshot pristine = HostSnapshot.now();
    start("lost", "fc00:1::/80", "fc00:2::/80");
    Files.delete(folder.resolve("ledger"));
    start("a", "fc00:1::/80");
    rules.remove("a");

    HostSnapshot after = HostSnapshot.now();
    assertThat(after.nft()).isEqualTo(pristine.nft());
    assertThat(after.rules()).isEqualTo(pristine.rules());
    Shell.run("sysctl -w net.ipv6.conf.all.forwarding=0 net.ipv6.conf.all.seg6_enabled=0");
    Shell.run("sysctl -w net.ipv6.conf.e0.seg6_enabled=0 net.ipv6.conf.lo.seg6_enabled=0");
    Shell.run("for d in lo e0 e1; do sysctl -w net.ipv6.conf.$d.accept_ra=1; done");
    Shell.run("sysctl -w net.ipv6.conf.e1.forwarding=1");
  }

  @Test
  void shouldLeaveAnInstanceAloneWhoseLedgerItCannotSeeWhileItsQueueIsRead() throws IOException {
    HostPlan hidden = start("hidden", "fc00:1::/80");
    Path elsewhere = folder.resolve("elsewhere");
    try (NfQueue queue = NfQueue.open(hidden.numbers().queue(0), NfQueueOptions.forSyns())) {
      assertThat(queue.number()).isEqualTo(hidden.numbers().queue(0));
      HostRules others = new HostRules(host, elsewhere);
      Allocation numbers = others.allocate("a", NEEDS);
      assertThat(numbers.index()).isNotEqualTo(hidden.numbers().index());
      assertThat(hidden.ruleSet().script(host.firewall())).isEmpty();
      others.remove("a");
    }
    rules.remove("hidden");
  }
}
