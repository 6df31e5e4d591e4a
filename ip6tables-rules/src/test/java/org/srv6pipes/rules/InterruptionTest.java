package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.rules.InterruptedHost.Killed;
import org.srv6pipes.wire.Ipv6Prefix;

/** A process that is killed at any step leaves nothing that the next one does not take back. */
class InterruptionTest extends TwoInterfaces {
  private static final Needs NEEDS = new Needs(1, 2);
  private static final Allocation STAYING = new Allocation("stays", 5, 1, 2);

  private Host guarded;

  private void guard(String backEnd) throws URISyntaxException {
    load("strict-host", backEnd);
    guarded = new LinuxHost(Ip6tables.ofBackEnd(backEnd));
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

  private static void applyAndRemoveWhatStays(HostRules rules) {
    rules.applyToStay(plan(STAYING));
    rules.removeWhatStays("stays");
  }

  private int killAtEachChange(boolean afterIt, Life life, Life next) {
    HostSnapshot clean = HostSnapshot.now();
    int kills = 0;
    while (wasKilled(life, kills, afterIt)) {
      next.live(new HostRules(guarded, folder));
      assertThat(HostSnapshot.now()).as("killed at change " + kills).isEqualTo(clean);
      kills++;
    }
    assertThat(HostSnapshot.now()).as("not killed").isEqualTo(clean);
    return kills;
  }

  private static void startAndStop(HostRules rules) {
    startAndStop(rules, Optional.of(ProcessIdentity.current()));
  }

  private boolean wasKilled(Life life, int change, boolean afterIt) {
    try {
      life.live(new HostRules(new InterruptedHost(guarded, change, afterIt), folder));
      return false;
    } catch (Killed e) {
      return true;
    }
  }

  static Stream<Arguments> killings() {
    return BackEnds.usable().stream()
        .flatMap(it -> Stream.of(Arguments.of(it, false), Arguments.of(it, true)));
  }

  @ParameterizedTest
  @MethodSource("org.srv6pipes.rules.BackEnds#usable")
  void shouldBecomeCleanAfterAKillAtAnyChangeOfALifeInWhichConnectionsMayGoPast(String backEnd)
      throws URISyntaxException {
    guard(backEnd);
    int kills =
        killAtEachChange(
            true,
            rules -> {
              rules.apply(plan(rules.allocate("a", DEAD, NEEDS), bypass()));
              rules.remove("a");
            },
            InterruptionTest::startAndStop);
    assertThat(kills).isGreaterThan(20);
    clear(backEnd);
  }

  @ParameterizedTest
  @MethodSource("killings")
  void shouldBecomeCleanAfterAKillAtAnyChangeOfAWholeLife(String backEnd, boolean afterIt)
      throws URISyntaxException {
    guard(backEnd);
    int kills =
        killAtEachChange(
            afterIt, rules -> startAndStop(rules, DEAD), InterruptionTest::startAndStop);
    assertThat(kills).isGreaterThan(20);
    clear(backEnd);
  }

  @ParameterizedTest
  @MethodSource("org.srv6pipes.rules.BackEnds#usable")
  void shouldBecomeCleanAfterAKillWhileRulesThatStayAreAppliedOrRemoved(String backEnd)
      throws URISyntaxException {
    guard(backEnd);
    int kills =
        killAtEachChange(
            false,
            InterruptionTest::applyAndRemoveWhatStays,
            rules -> {
              rules.applyToStay(plan(STAYING));
              assertThat(rules.diff(plan(STAYING))).isEmpty();
              rules.removeWhatStays("stays");
            });
    assertThat(kills).isGreaterThan(20);
    int removedAtOnce =
        killAtEachChange(
            true,
            InterruptionTest::applyAndRemoveWhatStays,
            rules -> rules.removeWhatStays("stays"));
    assertThat(removedAtOnce).isEqualTo(kills);
    clear(backEnd);
  }

  @ParameterizedTest
  @MethodSource("org.srv6pipes.rules.BackEnds#usable")
  void shouldBecomeCleanAfterAKillWhileTakingBackWhatAnotherDid(String backEnd)
      throws URISyntaxException {
    guard(backEnd);
    int kills =
        killAtEachChange(
            false,
            rules -> {
              HostRules first = new HostRules(guarded, folder);
              first.apply(plan(first.allocate("dead", DEAD, NEEDS)));
              rules.allocate("a", DEAD, NEEDS);
            },
            InterruptionTest::startAndStop);
    assertThat(kills).isGreaterThan(10);
    clear(backEnd);
  }
}
