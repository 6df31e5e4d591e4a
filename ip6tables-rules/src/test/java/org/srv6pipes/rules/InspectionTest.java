package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.wire.Ipv6Prefix;

@NamespaceTest(tools = "nft")
class InspectionTest {
  @TempDir private Path folder;
  private HostRules rules;
  private HostPlan plan;

  @BeforeEach
  void applyTheRules() {
    rules = new HostRules(new LinuxHost(Ip6tables.ofBackEnd("nft")), folder);
    Allocation numbers = rules.allocate("a", new Needs(2, 2));
    List<Ipv6Prefix> sids = List.of(Ipv6Prefix.parse("fc00:1::/80"));
    plan =
        new ProxyPlan(numbers, sids, List.of(), List.of("lo"), true, false, Optional.empty())
            .hostPlan();
    rules.apply(plan);
    assertThat(rules.diff(plan)).isEmpty();
    assertThat(rules.check(plan, "again")).isEmpty();
  }

  @AfterEach
  void removeThem() {
    Shell.run(
        "for t in raw mangle filter; do ip6tables -t $t -F; done; ip6tables -P OUTPUT ACCEPT");
    rules.remove("a");
  }

  private List<String> diff() {
    return rules.diff(plan).stream().map(Difference::toString).toList();
  }

  private String findings() {
    return String.join("\n", rules.check(plan, "again").stream().map(Finding::toString).toList());
  }

  @Test
  void shouldShowTheWholePlanAsMissingOnAHostWithoutIt() {
    rules.remove("a");
    assertThat(rules.diff(plan)).allMatch(it -> it.isMissing() || it.line().endsWith("=0"));
    assertThat(diff())
        .contains(
            "+ ip6tables -t raw -I PREROUTING 1 -j S6P-0-CAPTURE",
            "+ sysctl -w net.ipv6.conf.lo.seg6_enabled=1",
            "+ ip -6 route add prohibit fc00:1::/80",
            "+ ip -6 rule add pref 536 iif lo lookup 536001");
  }

  @Test
  void shouldShowWhatSomebodyHasChanged() {
    Shell.run(
        """
        ip6tables -t filter -I S6P-0-SID 1 -p tcp -j ACCEPT
        ip6tables -t mangle -D S6P-0-SLOTS -j DROP
        ip6tables -t raw -D PREROUTING -j S6P-0-CAPTURE
        sysctl -w net.ipv6.conf.lo.seg6_enabled=0
        ip -6 route del prohibit fc00:1::/80
        ip -6 rule del lookup 536001
        """);
    assertThat(diff())
        .containsExactly(
            "+ ip6tables -t raw -I PREROUTING 1 -j S6P-0-CAPTURE",
            "+ ip6tables -t mangle -A S6P-0-SLOTS -j DROP",
            "- ip6tables -t filter -A S6P-0-SID -p tcp -j ACCEPT",
            "- sysctl net.ipv6.conf.lo.seg6_enabled=0",
            "+ sysctl -w net.ipv6.conf.lo.seg6_enabled=1",
            "+ ip -6 route add prohibit fc00:1::/80",
            "+ ip -6 rule add pref 536 iif lo lookup 536001");
    assertThat(findings()).contains("error: missing: ip6tables -t mangle -A S6P-0-SLOTS -j DROP");

    rules.apply(plan);
    assertThat(rules.check(plan, "again")).isEmpty();
  }

  @Test
  void shouldShowRulesThatStandInAnotherOrder() {
    Shell.run("ip6tables -t mangle -D S6P-0-LOCAL -j ACCEPT");
    Shell.run("ip6tables -t mangle -I S6P-0-LOCAL 1 -j ACCEPT");
    assertThat(diff())
        .containsExactly(
            "- ip6tables -t mangle -A S6P-0-LOCAL -j ACCEPT",
            "- ip6tables -t mangle -A S6P-0-LOCAL -j MARK --set-xmark 0x53000000/0xffffffff",
            "+ ip6tables -t mangle -A S6P-0-LOCAL -j MARK --set-xmark 0x53000000/0xffffffff",
            "+ ip6tables -t mangle -A S6P-0-LOCAL -j ACCEPT");
  }

  @Test
  void shouldFindARuleThatCameBeforeOurs() {
    Shell.run("ip6tables -I INPUT -p tcp -j ACCEPT");
    assertThat(findings())
        .startsWith("warning: stands before our chain")
        .contains("ip6tables -t filter -A INPUT -p tcp -j ACCEPT");
  }

  @Test
  void shouldFindAPolicyThatDropsOurPacketsUntilTheyAreAccepted() {
    Shell.run("ip6tables -P OUTPUT DROP");
    String accept = "ip6tables -I OUTPUT 1 -m mark --mark 0x54000000 -j ACCEPT";
    assertThat(findings()).contains("OUTPUT drops", accept);
    Shell.run(accept);
    assertThat(findings()).isEmpty();
  }

  @Test
  void shouldFindARoutingRuleThatCatchesOurMark() {
    Shell.run("ip -6 rule add pref 100 fwmark 0x53000000/0xff000000 lookup 99");
    Shell.run("ip -6 rule add pref 101 fwmark 0x1/0xff lookup 99");
    assertThat(rules.check(plan, "again")).hasSize(1);
    assertThat(findings()).contains("ip -6 rule pref 100", "priority above 1536");
    Shell.run("ip -6 rule del pref 100; ip -6 rule del pref 101");
  }

  @Test
  void shouldFindAChainOfNftablesThatMayDropWhatWeAccept() {
    Shell.run(
        """
        nft add table inet wall
        nft add chain inet wall entry '{ type filter hook input priority 10; policy drop; }'
        nft add chain inet wall exit '{ type filter hook output priority 10; policy accept; }'
        """);
    assertThat(rules.check(plan, "again")).hasSize(1);
    assertThat(findings()).contains("nft insert rule inet wall entry meta mark 0x53000000 accept");
    Shell.run("nft delete table inet wall");
  }

  @Test
  void shouldFindRulesInTheOtherBackEnd() {
    if (BackEnds.usable().contains("legacy")) {
      Shell.run("ip6tables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT");
      assertThat(findings()).contains("both back ends", "ip6tables-legacy-save");
      Shell.run("ip6tables-legacy -F");
    }
    assertThat(findings()).isEmpty();
  }
}
