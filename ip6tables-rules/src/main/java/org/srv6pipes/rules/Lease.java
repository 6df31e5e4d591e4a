package org.srv6pipes.rules;

import java.util.List;
import java.util.stream.Stream;
import org.srv6pipes.linux.RoutingRule;

/**
 * What the ledger holds of one instance: its numbers and the routes and rules that it is about to
 * make or has made. Its chains need no mention: their names tell.
 */
record Lease(
    Allocation numbers, Owner owner, List<RouteKey> routes, List<RoutingRule> routingRules) {
  Lease {
    routes = List.copyOf(routes);
    routingRules = List.copyOf(routingRules);
  }

  static Lease of(Allocation numbers, Owner owner) {
    return new Lease(numbers, owner, List.of(), List.of());
  }

  String instance() {
    return numbers.instance();
  }

  /** With these as well. */
  Lease plus(List<RouteKey> moreRoutes, List<RoutingRule> moreRules) {
    return with(union(routes, moreRoutes), union(routingRules, moreRules));
  }

  /** With these only. */
  Lease with(List<RouteKey> theRoutes, List<RoutingRule> theRules) {
    return new Lease(numbers, owner, theRoutes, theRules);
  }

  private static <T> List<T> union(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).distinct().toList();
  }
}
