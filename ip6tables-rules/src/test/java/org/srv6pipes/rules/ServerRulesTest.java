package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.wire.Ipv6Address;

/** The server's rules and its paths, of which no ledger knows, on the test's own host. */
class ServerRulesTest extends TwoInterfaces {
  private static final Needs NEEDS = new Needs(1, 0);

  @BeforeAll
  static void marksDoNotMatter() {
    Shell.run("sysctl -w net.ipv6.fwmark_reflect=0 net.ipv4.tcp_fwmark_accept=0");
  }

  @AfterEach
  void marksDoNotMatterAgain() {
    assertThat(marksMatter()).containsExactly("0", "0");
  }

  private static List<String> marksMatter() {
    return Shell.run("sysctl -n net.ipv4.tcp_fwmark_accept net.ipv6.fwmark_reflect")
        .lines()
        .toList();
  }

  private static HostPlan plan(Allocation numbers) {
    return new ServerPlan(numbers, List.of(), List.of("lo", "e0", "e1"), false, false).hostPlan();
  }

  private static void makePath(Allocation numbers, int path, String... sids) {
    List<Ipv6Address> addresses = Stream.of(sids).map(Ipv6Address::parse).toList();
    try (Rtnetlink routing = Rtnetlink.open()) {
      int device =
          routing.links().stream().filter(it -> it.name().equals("e0")).findFirst().get().index();
      PathPlan plan = new PathPlan(numbers, path, addresses, device);
      routing.addRule(PathPlan.rule(numbers, path));
      routing.addRoute(plan.lastResort());
      routing.addRoute(plan.encapsulated());
      routing.addRoute(plan.encapsulating());
    }
  }

  private Allocation startDead() {
    Allocation numbers = rules.allocate("server", DEAD, NEEDS);
    rules.apply(plan(numbers));
    makePath(numbers, 0, "fc00:2::1", "fc00:1::1");
    makePath(numbers, 900, "fc00:3::1");
    return numbers;
  }

  @ParameterizedTest
  @MethodSource("org.srv6pipes.rules.BackEnds#usable")
  void shouldMakeWhatThePlanSaysAndTakeItBack(String backEnd) {
    Host itsHost = new LinuxHost(Ip6tables.ofBackEnd(backEnd));
    rules = new HostRules(itsHost, folder);
    HostPlan plan = plan(rules.takeOver("server", NEEDS));
    rules.apply(plan);

    assertThat(plan.ruleSet().script(itsHost.firewall())).isEmpty();
    assertThat(marksMatter()).containsExactly("1", "1");
    assertThat(Shell.run("ip -6 rule"))
        .contains("540:\tnot from all fwmark 0x53000000/0xffff0000 goto 542 proto 83");

    rules.remove("server");
  }

  @Test
  void shouldTakeBackPathsAsWell() {
    Allocation numbers = rules.takeOver("server", NEEDS);
    rules.apply(plan(numbers));
    makePath(numbers, 0, "fc00:2::1", "fc00:1::1");
    makePath(numbers, 1023, "fc00:1::1");
    assertThat(Shell.run("ip -6 route show table " + numbers.pathTable(1023)))
        .contains("throw fc00:1::1", "encap seg6 mode inline", "unreachable default");
    rules.remove("server");
  }

  @Test
  void shouldTakeOverWhatAKilledInstanceLeft() {
    Allocation dead = startDead();
    HostSnapshot left = HostSnapshot.now();
    Allocation numbers = rules.takeOver("server", NEEDS);
    rules.apply(plan(numbers));
    assertThat(numbers).isEqualTo(dead);
    assertThat(HostSnapshot.now()).isEqualTo(left);
    rules.remove("server");
  }

  @Test
  void shouldTakeOverWhatAnInstanceLeftOnPurpose() {
    Allocation first = rules.takeOver("server", NEEDS);
    rules.apply(plan(first));
    makePath(first, 0, "fc00:1::1");
    rules.leave("server");
    HostSnapshot left = HostSnapshot.now();
    rules.allocate("other", NEEDS);
    rules.remove("other");
    assertThat(HostSnapshot.now()).as("after another instance came and went").isEqualTo(left);
    assertThat(rules.takeOver("server", NEEDS)).isEqualTo(first);
    rules.remove("server");
  }

  @Test
  void shouldLeaveNothingWhereNothingWasChanged() {
    rules.takeOver("server", NEEDS);
    rules.leave("server");
    rules.allocate("server", NEEDS);
    rules.remove("server");
  }

  @Test
  void shouldTakeBackOtherDeadInstancesWhenItTakesOver() {
    startDead();
    rules.leave("server");
    rules.apply(plan(rules.allocate("other", DEAD, NEEDS)));
    rules.takeOver("server", NEEDS);
    assertThat(Shell.run("ip6tables-nft-save")).contains("S6P-0-").doesNotContain("S6P-1-");
    rules.remove("server");
  }

  @Test
  void shouldTakeOverNothingFromTheLiving() {
    rules.takeOver("server", NEEDS);
    assertThatThrownBy(() -> rules.takeOver("server", NEEDS))
        .hasMessageContaining("runs as process " + ProcessHandle.current().pid());
    rules.remove("server");
  }

  @Test
  void shouldBeginAnewWhereOtherNumbersAreNeeded() {
    startDead();
    Allocation numbers = rules.takeOver("server", new Needs(2, 0));
    assertThat(numbers.queues()).isEqualTo(2);
    assertThat(HostSnapshot.now()).isEqualTo(before);
    rules.remove("server");
  }

  @Test
  void shouldTakeBackThePathsOfAKilledInstanceWhenAnotherOneComes() {
    startDead();
    rules.allocate("other", NEEDS);
    rules.remove("other");
  }

  @Test
  void shouldRecogniseWhatNoLedgerKnows() throws IOException {
    startDead();
    Files.delete(folder.resolve("ledger"));
    rules.allocate("other", NEEDS);
    rules.remove("other");
    assertThat(HostSnapshot.now().rules()).isEqualTo(before.rules());
    Shell.run("sysctl -w net.ipv6.fwmark_reflect=0 net.ipv4.tcp_fwmark_accept=0");
    Shell.run("for d in lo e0 e1 all; do sysctl -w net.ipv6.conf.$d.seg6_enabled=0; done");
  }
}
