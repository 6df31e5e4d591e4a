package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.srv6pipes.linux.RoutingRule;

/** Looks at an applied plan among everything else that is on the host. */
final class Inspection {
  private final HostPlan plan;
  private final Host host;
  private final FirewallState firewall;
  private final List<Finding> findings = new ArrayList<>();

  private Inspection(HostPlan plan, Host host) {
    this.plan = plan;
    this.host = host;
    this.firewall = host.firewall();
  }

  static List<Finding> of(HostPlan plan, Host host) {
    Inspection inspection = new Inspection(plan, host);
    inspection.lookForDifferences();
    inspection.lookForRulesBeforeOurs();
    inspection.lookAtThePolicyOfOutput();
    inspection.lookForRoutingRulesBeforeOurs();
    inspection.lookAtTheOtherBackEnd();
    inspection.lookForOtherBaseChains();
    return inspection.findings;
  }

  private void lookForDifferences() {
    for (Difference it : Comparison.of(plan, host, firewall)) {
      findings.add(
          Finding.error(
              (it.isMissing() ? "missing: " : "somebody has added: ") + it.line(),
              "apply the rules again"));
    }
  }

  private void lookForRulesBeforeOurs() {
    for (Jump jump : plan.ruleSet().jumps()) {
      List<String> rules = firewall.rules(jump.table(), jump.from());
      int place = rules.indexOf(jump.target());
      rules.subList(0, Math.max(place, 0)).stream()
          .filter(rule -> !RuleSet.isOfFamily(rule))
          .map(rule -> "ip6tables -t " + jump.table() + " -A " + jump.from() + " " + rule)
          .forEach(
              rule ->
                  findings.add(
                      Finding.warning(
                          "stands before our chain and may take packets from it: " + rule,
                          "apply the rules again, which puts ours first")));
    }
  }

  private void lookAtThePolicyOfOutput() {
    if (firewall.policy(Table.FILTER, "OUTPUT").equals("DROP")) {
      String accept =
          "ip6tables -I OUTPUT 1 -m mark --mark "
              + Allocation.hex(plan.numbers().socketMark())
              + " -j ACCEPT";
      if (!firewall.rules(Table.FILTER, "OUTPUT").contains(accept.replaceFirst(".* 1 ", ""))) {
        findings.add(
            Finding.warning("filter OUTPUT drops what no rule accepts, our packets too", accept));
      }
    }
  }

  /** Rules of the kernel for local addresses come first and may; they know no SID. */
  private void lookForRoutingRulesBeforeOurs() {
    int ours = plan.routingRules().stream().mapToInt(RoutingRule::priority).min().orElse(0);
    int mark = plan.numbers().localMark();
    for (RoutingRule it : host.routingRules()) {
      boolean catchesOurs = (it.mark() & it.mask()) == (mark & it.mask());
      if (it.priority() > 0 && it.priority() < ours && catchesOurs && it.ingress() == null) {
        findings.add(
            Finding.warning(
                "may lead packets of SIDs elsewhere: ip -6 rule " + IpText.of(it),
                "give that rule a priority above " + ours));
      }
    }
  }

  private void lookAtTheOtherBackEnd() {
    for (Ip6tables other : host.otherBackEnd().stream().toList()) {
      if (other.isKnownToHoldRules()) {
        findings.add(
            Finding.warning(
                "both back ends of ip6tables hold rules, and packets meet both: ours are not in "
                    + other,
                "see what it holds with " + other + "-save, and move it to one of the two"));
      }
    }
  }

  private void lookForOtherBaseChains() {
    String accept = " meta mark " + Allocation.hex(plan.numbers().localMark()) + " accept";
    Stream<NftBaseChain> others =
        host.nftBaseChains().stream().filter(NftBaseChain::seesArrivingIpv6);
    others
        .filter(chain -> !chain.isOfIp6tables())
        .forEach(
            chain ->
                findings.add(
                    Finding.warning(
                        "what our chains accept still has to pass nft chain " + chain,
                        "if connections time out: nft insert rule " + chain + accept)));
  }
}
