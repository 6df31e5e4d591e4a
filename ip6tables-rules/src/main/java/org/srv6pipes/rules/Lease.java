package org.srv6pipes.rules;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.linux.RoutingRule;

/**
 * What the ledger holds of one instance: its numbers and the routes and rules that it is about to
 * make or has made. Its chains need no mention: their names tell.
 *
 * @param owner the process whose end is the end of the instance; nobody: it stays until it is
 *     removed
 * @param afterDeath what becomes of it when that process was killed
 */
record Lease(
    Allocation numbers,
    Optional<ProcessIdentity> owner,
    AfterDeath afterDeath,
    List<RouteKey> routes,
    List<RoutingRule> routingRules) {

  /** What the others do with an instance whose process was killed. */
  enum AfterDeath {
    /** They take its changes back. */
    TAKE_BACK,
    /** They leave it: by its rules the kernel carries connections on. */
    STAY
  }

  Lease {
    routes = List.copyOf(routes);
    routingRules = List.copyOf(routingRules);
  }

  static Lease of(Allocation numbers, Optional<ProcessIdentity> owner) {
    return new Lease(numbers, owner, AfterDeath.TAKE_BACK, List.of(), List.of());
  }

  String instance() {
    return numbers.instance();
  }

  Lease withOwner(ProcessIdentity process) {
    return new Lease(numbers, Optional.of(process), afterDeath, routes, routingRules);
  }

  Lease withoutOwner() {
    return new Lease(numbers, Optional.empty(), afterDeath, routes, routingRules);
  }

  Lease then(AfterDeath after) {
    return new Lease(numbers, owner, after, routes, routingRules);
  }

  boolean staysAfterDeath() {
    return afterDeath == AfterDeath.STAY;
  }

  Lease withNumbers(Allocation others) {
    return new Lease(others, owner, afterDeath, routes, routingRules);
  }

  /** Whether it is there and no process is responsible for it. */
  boolean isLeft() {
    return owner.isEmpty() || !owner.get().isAlive();
  }

  boolean isAlive() {
    return owner.isEmpty() || owner.get().isAlive();
  }

  /** Whether a plan has been applied already, or at least begun. */
  boolean hasChanges() {
    return !routes.isEmpty() || !routingRules.isEmpty();
  }

  /** With these as well. */
  Lease plus(List<RouteKey> moreRoutes, List<RoutingRule> moreRules) {
    return with(union(routes, moreRoutes), union(routingRules, moreRules));
  }

  /** With these only. */
  Lease with(List<RouteKey> theRoutes, List<RoutingRule> theRules) {
    return new Lease(numbers, owner, afterDeath, theRoutes, theRules);
  }

  private static <T> List<T> union(List<T> first, List<T> second) {
    return Stream.concat(first.stream(), second.stream()).distinct().toList();
  }
}
