package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;

/**
 * Everything that one instance of a role wants of its host, in the order in which it is made. It is
 * taken back the other way round, so that no packet is led anywhere before there are chains to
 * watch it, or after.
 *
 * @param nftTable where connections are remembered that go past the proxy; with one, all of this
 *     stays when its process is killed
 */
public record HostPlan(
    Allocation numbers,
    RuleSet ruleSet,
    List<Setting> settings,
    List<Route> routes,
    List<RoutingRule> routingRules,
    Optional<NftTable> nftTable) {
  /** Who made a route or a rule, as {@code ip -6 route show proto 83} can ask. */
  static final int PROTOCOL = 83;

  /** Before the rules of other programs, and behind the kernel's own for local addresses. */
  private static final int PRIORITY = 536;

  private static final int PAST_PRIORITY = 535;

  static final int WHOLE_MARK = -1;

  public HostPlan {
    settings = List.copyOf(settings);
    routes = List.copyOf(routes);
    routingRules = List.copyOf(routingRules);
  }

  HostPlan(
      Allocation numbers,
      RuleSet ruleSet,
      List<Setting> settings,
      List<Route> routes,
      List<RoutingRule> routingRules) {
    this(numbers, ruleSet, settings, routes, routingRules, Optional.empty());
  }

  /** A rule of ours without a selector yet. */
  static RoutingRule rule(int priority, int table) {
    return RoutingRule.of(priority, table).withProtocol(PROTOCOL);
  }

  /** A rule that spares packets without such a mark those up to another one. */
  static RoutingRule skipUnlessMarked(int priority, int to, int mark, int mask) {
    return RoutingRule.skipUnlessMarked(priority, to, mark, mask).withProtocol(PROTOCOL);
  }

  static RoutingRule ruleForMark(int mark, int table) {
    return rule(PRIORITY, table).forMark(mark, WHOLE_MARK);
  }

  /** The same for packets that go past the proxy, whoever sent them. */
  static RoutingRule ruleForPast(int mark, int table) {
    return rule(PAST_PRIORITY, table).forMark(mark, WHOLE_MARK);
  }

  /** A rule for what this host itself sends. */
  static RoutingRule ruleForOwnTraffic(int table) {
    return rule(PRIORITY, table).forIngress("lo");
  }

  Lease.AfterDeath afterDeath() {
    return nftTable.isPresent() ? Lease.AfterDeath.STAY : Lease.AfterDeath.TAKE_BACK;
  }

  List<RouteKey> routeKeys() {
    return routes.stream().map(RouteKey::of).toList();
  }

  /** The commands that make this plan true on a host that has nothing of it, ready to be pasted. */
  public List<String> show() {
    return show(settings);
  }

  /**
   * @param allSettings what it sets, and what goes along with that on a certain host
   */
  List<String> show(List<Setting> allSettings) {
    List<String> commands = new ArrayList<>();
    for (Table table : Table.values()) {
      show(table, commands);
    }
    allSettings.forEach(setting -> commands.add("sysctl -w " + setting));
    routes.forEach(route -> commands.add("ip -6 route add " + IpText.of(route)));
    routingRules.forEach(rule -> commands.add("ip -6 rule add " + IpText.of(rule)));
    nftTable.ifPresent(table -> table.lines().forEach(it -> commands.add("nft '" + it + "'")));
    return commands;
  }

  /**
   * The commands that take back what {@link #show} does.
   *
   * @param before the settings as they were
   */
  List<String> showUndo(List<Setting> before) {
    List<String> commands = new ArrayList<>();
    nftTable.ifPresent(table -> commands.add("nft delete table ip6 " + table.name()));
    routingRules.forEach(rule -> commands.add("ip -6 rule del " + IpText.of(rule)));
    routes.forEach(route -> commands.add("ip -6 route del " + IpText.of(route)));
    for (Table table : Table.values()) {
      String tool = "ip6tables -t " + table + " ";
      List<Chain> chains = ruleSet.chains(table);
      ruleSet.jumps(table).forEach(jump -> commands.add(tool + "-D " + jump.rule()));
      chains.forEach(chain -> commands.add(tool + "-F " + chain.name()));
      chains.forEach(chain -> commands.add(tool + "-X " + chain.name()));
    }
    before.forEach(setting -> commands.add("sysctl -w " + setting));
    return commands;
  }

  private void show(Table table, List<String> commands) {
    String tool = "ip6tables -t " + table + " ";
    List<Chain> chains = ruleSet.chains(table);
    chains.forEach(chain -> commands.add(tool + "-N " + chain.name()));
    for (Chain chain : chains) {
      chain.rules().forEach(rule -> commands.add(tool + "-A " + chain.name() + " " + rule));
    }
    for (Jump jump : ruleSet.jumps(table)) {
      commands.add(tool + "-I " + jump.from() + " 1 " + jump.target());
    }
  }
}
