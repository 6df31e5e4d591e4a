package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.srv6pipes.linux.RoutingRule;

/** Looks at an applied plan among everything else that is on the host. */
final class Inspection {
  /** As far as another rule must go to stand behind those of all our instances. */
  private static final int BEHIND_OURS = Allocation.MOST_PRIORITIES;

  private final HostPlan plan;
  private final Host host;
  private final FirewallState firewall;
  private final List<Finding> findings = new ArrayList<>();

  private final String applying;

  private Inspection(HostPlan plan, Host host, String applying) {
    this.plan = plan;
    this.host = host;
    this.firewall = host.firewall();
    this.applying = applying;
  }

  /**
   * @param applying the command that applies the plan again
   */
  static List<Finding> of(HostPlan plan, Host host, String applying) {
    Inspection inspection = new Inspection(plan, host, applying);
    inspection.lookForDifferences();
    inspection.lookForRulesBeforeOurs();
    inspection.lookAtThePolicyOfOutput();
    inspection.lookForRoutingRulesBeforeOurs();
    otherBackEnd(host).ifPresent(inspection.findings::add);
    inspection.lookForOtherBaseChains();
    return inspection.findings;
  }

  /**
   * A sysctl can be set alone; all else must be in its place, and bear the mark that it is ours.
   */
  private void lookForDifferences() {
    for (Difference it : Comparison.of(plan, host, firewall)) {
      if (it.part() == Part.PACKET_FILTER) {
        String what = (it.isMissing() ? "missing: " : "somebody has added: ") + it.line();
        findings.add(new Finding(Fault.RULE_MISSING, what, applying));
      } else if (it.isMissing()) {
        String remedy = it.part() == Part.SYSCTL ? it.line() : applying;
        findings.add(new Finding(fault(it.part()), "missing: " + it.line(), remedy));
      }
    }
  }

  private static Fault fault(Part part) {
    return switch (part) {
      case PACKET_FILTER -> Fault.RULE_MISSING;
      case SYSCTL -> Fault.SYSCTL_WRONG;
      case ROUTE -> Fault.ROUTE_MISSING;
      case ROUTING_RULE -> Fault.ROUTING_RULE_MISSING;
    };
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
                      new Finding(
                          Fault.RULE_BEFORE_OURS,
                          "stands before our chain and may take packets from it: " + rule,
                          applying)));
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
            new Finding(
                Fault.OUTPUT_DROPS,
                "filter OUTPUT drops what no rule accepts, our packets too",
                accept));
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
            new Finding(
                Fault.ROUTING_RULE_BEFORE_OURS,
                "may lead packets of SIDs elsewhere: ip -6 rule " + IpText.of(it),
                "give that rule a priority above " + (ours + BEHIND_OURS)));
      }
    }
  }

  static Optional<Finding> otherBackEnd(Host host) {
    return host.otherBackEnd()
        .filter(Ip6tables::isKnownToHoldRules)
        .map(
            other ->
                new Finding(
                    Fault.BOTH_BACK_ENDS,
                    "both back ends of ip6tables hold rules, and packets meet both: ours are not in"
                        + " "
                        + other,
                    "see what it holds with " + other + "-save, and move it to one of the two"));
  }

  private void lookForOtherBaseChains() {
    String accept = " meta mark " + Allocation.hex(plan.numbers().localMark()) + " accept";
    Stream<NftBaseChain> others =
        host.nftBaseChains().stream().filter(NftBaseChain::seesArrivingIpv6);
    others
        .filter(chain -> !chain.isOfIp6tables() && !NftTable.isOurs(chain.table()))
        .filter(chain -> !host.rules(chain).contains(accept.strip()))
        .forEach(
            chain ->
                findings.add(
                    new Finding(
                        Fault.OTHER_BASE_CHAIN,
                        "what our chains accept still has to pass nft chain " + chain,
                        "if connections time out: nft insert rule " + chain + accept)));
  }
}
