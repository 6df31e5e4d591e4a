package org.srv6pipes.endhost.client;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.endhost.path.Census;
import org.srv6pipes.endhost.path.PathRoutes;
import org.srv6pipes.endhost.path.PathSockets;
import org.srv6pipes.endhost.path.PathTable;
import org.srv6pipes.linux.ConnectMarks;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.PathPlan;
import org.srv6pipes.wire.Ipv6Address;

/**
 * Which addresses have which path at this moment. An address gets one from the answer that names it
 * and loses it when the answer is old; connections keep theirs. Belongs to one thread.
 */
final class Steering implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

  /** A host with this many paths needs few more at once. */
  private static final int ROOM_AT_ONCE = 32;

  private record Steer(String name, List<Ipv6Address> sids, int path, long until) {}

  private final Allocation numbers;
  private final int mostAddresses;
  private final ConnectMarks marks;
  private final PathTable table;
  private final PathRoutes routes;
  private final PathSockets sockets;
  private final Map<Ipv6Address, Steer> steers = new HashMap<>();
  private final ContestedAddresses contested = new ContestedAddresses();

  Steering(ClientConfig config, Allocation numbers, ConnectMarks marks) {
    this.numbers = numbers;
    this.mostAddresses = config.addresses();
    this.marks = marks;
    this.table = new PathTable(config.paths());
    this.routes = new PathRoutes(numbers);
    this.sockets = new PathSockets(numbers);
  }

  /** Goes on with the paths of an earlier process, whose connections may live. */
  void takeOver(long now) {
    for (PathPlan path : routes.takeOver()) {
      table.takeOver(path.path(), path.sids(), now);
    }
  }

  /**
   * Leads new connections to these addresses along a path.
   *
   * @param name to which they belong; another one's address stays with the other
   * @param until in the time of {@code now}
   */
  void steer(
      String name, Set<Ipv6Address> addresses, List<Ipv6Address> sids, long until, long now) {
    expire(now);
    for (Ipv6Address address : addresses) {
      Steer first = steers.get(address);
      if (first != null && !first.name.equals(name) && !first.sids.equals(sids)) {
        contested.found(address, first.name, name);
      } else if (first == null && steers.size() >= mostAddresses) {
        LOG.warn("name={} gets no chain: {} addresses have one already", name, mostAddresses);
      } else {
        lead(address, name, sids, until, now);
      }
    }
  }

  private void lead(
      Ipv6Address address, String name, List<Ipv6Address> sids, long until, long now) {
    int path = path(sids, now);
    if (path == PathTable.NONE) {
      LOG.warn("name={} gets no chain: no path along {} can be had", name, sids);
      return;
    }
    Steer before = steers.put(address, new Steer(name, sids, path, until));
    if (before == null || before.path != path) {
      marks.put(address.high(), address.low(), numbers.pathMark(path));
      LOG.debug("address={} name={} goes along {}", address, name, sids);
    }
  }

  private int path(List<Ipv6Address> sids, long now) {
    int known = table.find(sids, now);
    if (known != PathTable.NONE) {
      return known;
    }
    if (!table.hasRoom()) {
      makeRoom(now);
    }
    int path = table.give(sids, now);
    if (path != PathTable.NONE && !make(path, sids)) {
      table.takeBack(sids);
      return PathTable.NONE;
    }
    return path;
  }

  private boolean make(int path, List<Ipv6Address> sids) {
    try {
      return routes.make(path, sids);
    } catch (LinuxException e) {
      LOG.warn("path along {} cannot be made: {}", sids, e.getMessage());
      return false;
    }
  }

  /** Takes paths back that no address has and no socket. */
  private void makeRoom(long now) {
    Set<Integer> led = steers.values().stream().map(Steer::path).collect(Collectors.toSet());
    Census census = sockets.census(table.bound());
    for (PathTable.Path path : table.dispensable(census, led.size() + ROOM_AT_ONCE, now)) {
      if (!led.contains(path.number()) && census.remains(path.number()) == 0) {
        routes.unmake(path.number());
        table.takeBack(path);
      }
    }
  }

  /** Ends the steering to addresses whose answers are old. */
  void expire(long now) {
    Iterator<Map.Entry<Ipv6Address, Steer>> all = steers.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Ipv6Address, Steer> one = all.next();
      if (now - one.getValue().until >= 0) {
        marks.remove(one.getKey().high(), one.getKey().low());
        all.remove();
      }
    }
  }

  /** Brings paths back that the kernel has forgotten because an interface was down. */
  void repair() {
    routes.repair();
  }

  /** From now on, other sockets are steered. */
  void change(ConnectMarks.Conditions conditions) {
    marks.change(conditions);
  }

  Client.Steered steered() {
    return new Client.Steered(steers.size(), table.size());
  }

  int liveConnections() {
    return sockets.census(table.bound()).liveConnections();
  }

  /** Steers no more; the paths stay. */
  @Override
  public void close() {
    marks.close();
    routes.close();
    sockets.close();
  }
}
