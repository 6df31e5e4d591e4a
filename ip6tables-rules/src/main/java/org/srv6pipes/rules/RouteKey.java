package org.srv6pipes.rules;

import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.Route;

/** What tells a route of ours from all others of the host: it has our protocol number as well. */
record RouteKey(Prefix6 destination, int table) {
  static RouteKey of(Route route) {
    return new RouteKey(route.destination(), route.table());
  }

  /** The description by which it is deleted. */
  Route route() {
    return Route.to(destination).table(table).protocol(HostPlan.PROTOCOL).build();
  }

  /** Whether both lead packets of one address somewhere. */
  boolean overlaps(RouteKey other) {
    int shorter = Math.min(destination.length(), other.destination.length());
    return table == other.table
        && new Prefix6(destination.address(), shorter)
            .equals(new Prefix6(other.destination.address(), shorter));
  }
}
