package org.srv6pipes.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;

/**
 * Instances that no ledger knows, because it was lost. What they left is recognised by the names of
 * their chains and by the protocol number of their routes and rules; only their sysctls are not.
 * Rules that a person has pasted have no such number and are left alone.
 */
final class Orphans {
  private static final Pattern CHAIN = Pattern.compile(RuleSet.FAMILY + "(\\d+)-.*");
  private static final Pattern QUEUE = Pattern.compile("-j NFQUEUE --queue-num (\\d+)");

  private final Host host;
  private final FirewallState firewall;

  Orphans(Host host, FirewallState firewall) {
    this.host = host;
    this.firewall = firewall;
  }

  /**
   * A lease for each, as the ledger should have it. An instance whose queue somebody reads is no
   * orphan: its ledger may be out of our sight, in a container that shares this network namespace.
   */
  List<Lease> find(Ledger ledger) {
    Set<Integer> known =
        ledger.leases().stream().map(it -> it.numbers().index()).collect(Collectors.toSet());
    return chainNames()
        .map(CHAIN::matcher)
        .filter(name -> name.matches())
        .map(name -> Integer.valueOf(name.group(1)))
        .distinct()
        .filter(index -> index <= Allocation.LARGEST_INDEX && !known.contains(index))
        .filter(this::isAbandoned)
        .map(this::lease)
        .filter(Lease::hasChanges)
        .toList();
  }

  private Stream<String> chainNames() {
    return Stream.of(Table.values()).flatMap(table -> firewall.chainNames(table).stream());
  }

  private boolean isAbandoned(int index) {
    List<Integer> queues =
        Stream.of(Table.values())
            .flatMap(table -> rules(table, RuleSet.prefix(index)))
            .flatMap(rule -> QUEUE.matcher(rule).results())
            .map(match -> Integer.valueOf(match.group(1)))
            .toList();
    return !queues.isEmpty() && queues.stream().noneMatch(host::isQueueRead);
  }

  private Stream<String> rules(Table table, String prefix) {
    return firewall.chainNames(table).stream()
        .filter(chain -> chain.startsWith(prefix))
        .flatMap(chain -> firewall.rules(table, chain).stream());
  }

  private Lease lease(int index) {
    Allocation numbers = new Allocation("orphan-" + index, index, 0, 0);
    List<RoutingRule> rules = host.routingRules().stream().filter(numbers::owns).toList();
    Stream<RouteKey> local = ours(numbers.localTable());
    Stream<RouteKey> sids =
        ours(numbers.ownTrafficTable())
            .flatMap(it -> Stream.of(it, new RouteKey(it.destination(), Route.TABLE_MAIN)));
    Stream<RouteKey> past = Stream.concat(ours(numbers.pastTable()), ours(numbers.pastBareTable()));
    return Lease.of(numbers, Optional.empty())
        .then(Lease.AfterDeath.STAY)
        .with(Stream.of(local, sids, past).flatMap(it -> it).toList(), rules);
  }

  private Stream<RouteKey> ours(int table) {
    return host.routes(table).stream()
        .filter(it -> it.protocol() == HostPlan.PROTOCOL)
        .map(RouteKey::of);
  }
}
