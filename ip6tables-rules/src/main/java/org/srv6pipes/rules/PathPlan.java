package org.srv6pipes.rules;

import java.net.Inet6Address;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.linux.Seg6;
import org.srv6pipes.wire.Ipv6Address;

/**
 * The rule and the routes that lead all packets of one mark along a return path.
 *
 * <p>What takes the default route gets the segment routing header and is looked up again, with the
 * same mark, for its first SID. That leaves the table, so it goes where the main table says at that
 * moment. Should the default route be lost, because its interface went down, the packets of the
 * path go nowhere until it is there again: by plain routing they would reach the client past the
 * proxies.
 *
 * @param path its number, from 0
 * @param sids in the order in which packets to the client visit them
 * @param device index of the interface whose MTU and state the packets see
 */
public record PathPlan(Allocation numbers, int path, List<Ipv6Address> sids, int device) {
  /** The highest there is, so that every other route wins. */
  private static final int LAST_RESORT = -1;

  public PathPlan {
    sids = List.copyOf(sids);
  }

  /** The rule of a path, whatever its SIDs are. It is there as long as one of its routes. */
  public static RoutingRule rule(Allocation numbers, int path) {
    return HostPlan.rule(numbers.pathPriority() + 1, numbers.pathTable(path))
        .forMark(numbers.pathMark(path), HostPlan.WHOLE_MARK);
  }

  /**
   * The rules around those of all paths, which spare unmarked packets the walk along them. The
   * first is there to be skipped to, and leads to a table in which nothing is.
   */
  static List<RoutingRule> frame(Allocation numbers) {
    int first = numbers.pathPriority();
    int landing = first + 2;
    return List.of(
        HostPlan.rule(landing, numbers.localTable())
            .forMark(numbers.anyPathMark(), HostPlan.WHOLE_MARK),
        HostPlan.skipUnlessMarked(first, landing, numbers.anyPathMark(), numbers.anyPathMask()));
  }

  /** The path whose routes these are, if they are one's. */
  public static Optional<PathPlan> read(
      Allocation numbers, int path, List<Route> routesOfItsTable) {
    return routesOfItsTable.stream()
        .flatMap(route -> read(numbers, path, route).stream())
        .findFirst();
  }

  private static Optional<PathPlan> read(Allocation numbers, int path, Route route) {
    if (!(route.encapsulation() instanceof Seg6 header)) {
      return Optional.empty();
    }
    List<Ipv6Address> sids = header.segments().stream().map(Ipv6Address::from).toList();
    return Optional.of(new PathPlan(numbers, path, sids, route.device()));
  }

  /** The default route. */
  public Route encapsulating() {
    List<Inet6Address> segments = sids.stream().map(Ipv6Address::toInet).toList();
    return Route.to(Prefix6.ALL)
        .table(table())
        .device(device)
        .encapsulation(Seg6.inline(segments))
        .protocol(HostPlan.PROTOCOL)
        .build();
  }

  /** The route of packets that have the header already. */
  public Route encapsulated() {
    Prefix6 first = new Prefix6(sids.getFirst().toInet(), Ipv6Address.BITS);
    return Route.leaving(first, table()).protocol(HostPlan.PROTOCOL).build();
  }

  /** The route that is there when the default route is lost. */
  public Route lastResort() {
    return Route.unreachable(Prefix6.ALL)
        .table(table())
        .metric(LAST_RESORT)
        .protocol(HostPlan.PROTOCOL)
        .build();
  }

  private int table() {
    return numbers.pathTable(path);
  }
}
