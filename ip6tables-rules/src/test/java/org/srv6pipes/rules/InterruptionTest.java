package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.rules.InterruptedHost.Killed;
import org.srv6pipes.wire.Ipv6Prefix;

/** A process that is killed at any step leaves nothing that the next one does not take back. */
@NamespaceTest
class InterruptionTest {
  private static final Needs NEEDS = new Needs(1, 2);
  private static final Optional<ProcessIdentity> DEAD =
      Optional.of(new ProcessIdentity(4_000_000, 1, ProcessIdentity.bootId()));

  @TempDir private Path folder;
  private final Host host = new LinuxHost(Ip6tables.ofBackEnd(BackEnds.usable().getLast()));

  @BeforeAll
  static void twoInterfaces() {
    Shell.run("ip link add e0 type veth peer name e1");
    Shell.run("for d in e0 e1; do ip link set $d addrgenmode none up; done");
    Shell.run("sysctl -w net.ipv6.conf.e1.forwarding=1");
  }

  @AfterAll
  static void asItWas() {
    Shell.run("ip link del e0");
  }

  /** What a life of an instance does to its host, up to the change at which it is killed. */
  private interface Life {
    void live(HostRules rules);
  }

  private static HostPlan plan(Allocation numbers) {
    return plan(numbers, Optional.empty());
  }

  private static HostPlan plan(Allocation numbers, Optional<Bypass> bypass) {
    List<Ipv6Prefix> sids = List.of(Ipv6Prefix.parse("fc00:1::/80"));
    return new ProxyPlan(numbers, sids, List.of(), List.of("e0"), true, true, bypass).hostPlan();
  }

  private static Optional<Bypass> bypass() {
    try (Rtnetlink routing = Rtnetlink.open()) {
      return routing.links().stream()
          .filter(it -> it.name().equals("e0"))
          .map(
              it ->
                  new Bypass(
                      List.of(Ipv6Prefix.parse("fc00:1::aaaa:0:0/96")),
                      Bypass.LastHeader.BY_TURNS,
                      Duration.ofHours(2),
                      Duration.ofMinutes(10),
                      List.of(),
                      List.of(),
                      it))
          .findFirst();
    }
  }

  private static void startAndStop(HostRules rules, Optional<ProcessIdentity> owner) {
    rules.apply(plan(rules.allocate("a", owner, NEEDS)));
    rules.remove("a");
  }

  private int killAtEachChange(boolean afterIt, Life life) {
    HostSnapshot before = HostSnapshot.now();
    int kills = 0;
    while (wasKilled(life, kills, afterIt)) {
      startAndStop(new HostRules(host, folder), Optional.of(ProcessIdentity.current()));
      assertThat(HostSnapshot.now()).as("killed at change " + kills).isEqualTo(before);
      kills++;
    }
    assertThat(HostSnapshot.now()).as("not killed").isEqualTo(before);
    return kills;
  }

  private boolean wasKilled(Life life, int change, boolean afterIt) {
    try {
      life.live(new HostRules(new InterruptedHost(host, change, afterIt), folder));
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldBecomeCleanAfterAKillAtAnyChangeOfAWholeLife(boolean afterIt) {
    int kills = killAtEachChange(afterIt, rules -> startAndStop(rules, DEAD));
    assertThat(kills).isGreaterThan(20);
  }

  @Test
  void shouldBecomeCleanAfterAKillAtAnyChangeOfALifeInWhichConnectionsMayGoPast() {
    int kills =
        killAtEachChange(
            true,
            rules -> {
              rules.apply(plan(rules.allocate("a", DEAD, NEEDS), bypass()));
              rules.remove("a");
            });
    assertThat(kills).isGreaterThan(20);
  }

  @Test
  void shouldBecomeCleanAfterAKillWhileTakingBackWhatAnotherDid() {
    int kills =
        killAtEachChange(
            false,
            rules -> {
              HostRules first = new HostRules(host, folder);
              first.apply(plan(first.allocate("dead", DEAD, NEEDS)));
              rules.allocate("a", DEAD, NEEDS);
            });
    assertThat(kills).isGreaterThan(10);
  }
}
