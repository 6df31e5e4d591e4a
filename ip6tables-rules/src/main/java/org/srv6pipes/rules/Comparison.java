package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;

/** Holds a plan against a host. */
final class Comparison {
  private final HostPlan plan;
  private final Host host;
  private final FirewallState firewall;
  private final List<Difference> differences = new ArrayList<>();

  private Comparison(HostPlan plan, Host host, FirewallState firewall) {
    this.plan = plan;
    this.host = host;
    this.firewall = firewall;
  }

  static List<Difference> of(HostPlan plan, Host host, FirewallState firewall) {
    Comparison comparison = new Comparison(plan, host, firewall);
    for (Table table : Table.values()) {
      comparison.compareChains(table);
      comparison.compareJumps(table);
    }
    plan.settings().forEach(comparison::compare);
    plan.routes().forEach(comparison::compare);
    comparison.compareRules();
    plan.nftTable().ifPresent(comparison::compare);
    return comparison.differences;
  }

  private void compareChains(Table table) {
    RuleSet ruleSet = plan.ruleSet();
    TreeSet<String> names = new TreeSet<>(ruleSet.ownChains(table, firewall));
    ruleSet.chains(table).forEach(chain -> names.add(chain.name()));
    for (String name : names) {
      List<String> wanted = ruleSet.rules(table, name);
      List<String> found = firewall.rules(table, name);
      if (!wanted.equals(found)) {
        String command = "ip6tables -t " + table + " -A " + name + " ";
        found.stream()
            .filter(rule -> !wanted.contains(rule) || isOtherOrder(wanted, found))
            .forEach(rule -> differences.add(Difference.extra(Part.PACKET_FILTER, command + rule)));
        wanted.stream()
            .filter(rule -> !found.contains(rule) || isOtherOrder(wanted, found))
            .forEach(
                rule -> differences.add(Difference.missing(Part.PACKET_FILTER, command + rule)));
      }
    }
  }

  /** The same rules, so that only their order can be what differs. */
  private static boolean isOtherOrder(List<String> wanted, List<String> found) {
    return wanted.stream().sorted().toList().equals(found.stream().sorted().toList());
  }

  private void compareJumps(Table table) {
    for (Jump jump : plan.ruleSet().jumps(table)) {
      if (!firewall.rules(table, jump.from()).contains(jump.target())) {
        differences.add(
            Difference.missing(
                Part.PACKET_FILTER,
                "ip6tables -t " + table + " -I " + jump.from() + " 1 " + jump.target()));
      }
    }
  }

  private void compare(Setting wanted) {
    Optional<String> found = host.setting(wanted.name());
    if (!found.equals(Optional.of(wanted.value()))) {
      found.ifPresent(
          value ->
              differences.add(
                  Difference.extra(Part.SYSCTL, "sysctl " + wanted.name() + "=" + value)));
      differences.add(Difference.missing(Part.SYSCTL, "sysctl -w " + wanted));
    }
  }

  private void compare(Route wanted) {
    boolean isThere =
        host.routes(wanted.table()).stream()
            .anyMatch(
                it -> it.destination().equals(wanted.destination()) && it.type() == wanted.type());
    if (!isThere) {
      differences.add(Difference.missing(Part.ROUTE, "ip -6 route add " + IpText.of(wanted)));
    }
  }

  /** The table as a whole: nft prints rules in other words than it reads. */
  private void compare(NftTable wanted) {
    if (!host.hasNftTable(wanted.name())) {
      wanted
          .lines()
          .forEach(
              it -> differences.add(Difference.missing(Part.PACKET_FILTER, "nft '" + it + "'")));
    }
  }

  private void compareRules() {
    List<RoutingRule> found = host.routingRules();
    for (RoutingRule wanted : plan.routingRules()) {
      if (found.stream().noneMatch(it -> isSame(it, wanted))) {
        differences.add(
            Difference.missing(Part.ROUTING_RULE, "ip -6 rule add " + IpText.of(wanted)));
      }
    }
  }

  /** Whoever made it. */
  private static boolean isSame(RoutingRule one, RoutingRule other) {
    return one.priority() == other.priority()
        && one.table() == other.table()
        && one.mark() == other.mark()
        && one.mask() == other.mask()
        && one.inverted() == other.inverted()
        && one.skipTo() == other.skipTo()
        && Objects.equals(one.ingress(), other.ingress());
  }
}
