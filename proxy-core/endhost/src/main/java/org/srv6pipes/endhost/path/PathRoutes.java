package org.srv6pipes.endhost.path;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.linux.Link;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RouteType;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.PathPlan;
import org.srv6pipes.wire.Ipv6Address;

/**
 * The paths as the kernel has them: a table each, and the rule that leads there. A rule stays when
 * its path goes, for the next one that gets the number. Belongs to one thread.
 */
public final class PathRoutes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PathRoutes.class);

  private final Allocation numbers;
  private final Rtnetlink routing = Rtnetlink.open();
  private final Map<Integer, PathPlan> made = new HashMap<>();

  public PathRoutes(Allocation numbers) {
    this.numbers = numbers;
  }

  /**
   * The paths that an earlier process has made; one that was not finished is finished or undone.
   */
  public List<PathPlan> takeOver() {
    for (RoutingRule rule : routing.rules()) {
      int path = numbers.pathOf(rule.mark());
      if (path >= 0 && rule.equals(PathPlan.rule(numbers, path))) {
        takeOver(path, routing.routes(rule.table()));
      }
    }
    return List.copyOf(made.values());
  }

  private void takeOver(int path, List<Route> routes) {
    Optional<PathPlan> plan = PathPlan.read(numbers, path, routes);
    plan.ifPresentOrElse(this::put, () -> routes.forEach(routing::deleteRoute));
  }

  /**
   * Makes a path whose number no other one has.
   *
   * @return false if its first SID cannot be reached
   */
  public boolean make(int number, List<Ipv6Address> sids) {
    Route way = routing.lookup(sids.getFirst().toInet());
    if (way.type() != RouteType.UNICAST) {
      return false;
    }
    routing.addRule(PathPlan.rule(numbers, number));
    put(new PathPlan(numbers, number, sids, way.device()));
    return true;
  }

  /** The encapsulating route comes last, so that a path which has it is whole. */
  private void put(PathPlan plan) {
    made.put(plan.path(), plan);
    routing.addRoute(plan.lastResort());
    routing.addRoute(plan.encapsulated());
    routing.replaceRoute(plan.encapsulating());
  }

  /** Undoes a path that no socket has any more. */
  public void unmake(int number) {
    PathPlan plan = made.remove(number);
    if (plan != null) {
      routing.deleteRoute(plan.encapsulating());
      routing.deleteRoute(plan.encapsulated());
      routing.deleteRoute(plan.lastResort());
    }
  }

  /**
   * Brings back the routes that the kernel has forgotten because an interface was down, through
   * another one where the way has changed.
   */
  public void repair() {
    Set<Integer> up =
        routing.links().stream().filter(Link::up).map(Link::index).collect(Collectors.toSet());
    for (PathPlan plan : new ArrayList<>(made.values())) {
      try {
        repair(plan, up);
      } catch (LinuxException e) {
        LOG.warn("path={} could not be repaired: {}", plan.path(), e.getMessage());
      }
    }
  }

  private void repair(PathPlan plan, Set<Integer> up) {
    if (up.contains(plan.device())) {
      routing.addRoute(plan.encapsulating());
    } else if (!make(plan.path(), plan.sids())) {
      LOG.warn("path={} waits: there is no route to {}", plan.path(), plan.sids().getFirst());
    }
  }

  @Override
  public void close() {
    routing.close();
  }
}
