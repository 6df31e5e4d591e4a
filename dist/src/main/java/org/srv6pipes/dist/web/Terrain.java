package org.srv6pipes.dist.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * Hosts, the links between them and the ways that packets take now. An interface of a lab is called
 * like the host at its other end; where it leads to no host that is known, it stands for what is
 * beyond it.
 */
final class Terrain {

  private static final int LONGEST_WAY = 16;
  private static final long ROUTES_HOLD_NANOS = 1_500_000_000L;

  /** Two ends, in the order of their names. */
  record LinkName(String one, String other) {
    static LinkName of(String a, String b) {
      return a.compareTo(b) < 0 ? new LinkName(a, b) : new LinkName(b, a);
    }
  }

  private record Hop(String host, String address) {}

  private record Direction(String device, long until) {}

  private final Map<String, ShownHost> hosts = new LinkedHashMap<>();
  private final Map<String, Set<String>> addresses = new HashMap<>();
  private final Map<LinkName, Long> capacities = new HashMap<>();
  private final Map<Hop, Direction> routes = new HashMap<>();
  private final Map<String, List<Ipv6Prefix>> prefixes = new HashMap<>();

  Terrain(List<ShownHost> shown) {
    shown.forEach(host -> hosts.put(host.name(), host));
    for (ShownHost host : shown) {
      addresses.put(host.name(), host.addresses());
      host.rates()
          .forEach((device, rate) -> capacities.put(LinkName.of(host.name(), device), rate));
    }
  }

  Iterable<ShownHost> hosts() {
    return hosts.values();
  }

  boolean knows(String name) {
    return hosts.containsKey(name);
  }

  /** Bits per second that a link lets through in either direction; 0 if nothing limits it. */
  long capacity(LinkName link) {
    return capacities.getOrDefault(link, 0L);
  }

  /** What a proxy in this host says of its SIDs. */
  void announce(String host, List<Ipv6Prefix> own) {
    prefixes.put(host, own);
  }

  /** Every host, and what is beyond interfaces that lead to none. */
  Set<String> nodes() {
    Set<String> nodes = new TreeSet<>(hosts.keySet());
    hosts.values().forEach(host -> nodes.addAll(host.carried().keySet()));
    return nodes;
  }

  /**
   * The hosts from a client to a server by way of segments.
   *
   * @param first the host of the first proxy, from which one looks back at a client that is
   *     elsewhere
   */
  List<String> path(String first, String client, List<String> segments) {
    String start = ownerOf(client);
    List<String> path = new ArrayList<>();
    if (start.isEmpty()) {
      path.addAll(walk(first, client).reversed());
    } else {
      path.add(start);
    }
    for (String segment : segments) {
      List<String> way = walk(path.getLast(), segment);
      path.addAll(way.subList(1, way.size()));
    }
    return path;
  }

  /** From a host on to where an address is, both ends included. */
  private List<String> walk(String from, String address) {
    List<String> way = new ArrayList<>(List.of(from));
    String goal = ownerOf(address);
    while (way.size() < LONGEST_WAY && knows(way.getLast()) && !way.getLast().equals(goal)) {
      String next = next(way.getLast(), address);
      if (next.isEmpty()) {
        return way;
      }
      way.add(next);
    }
    return way;
  }

  private String next(String host, String address) {
    long now = System.nanoTime();
    Hop hop = new Hop(host, address);
    Direction known = routes.get(hop);
    if (known == null || known.until() - now < 0) {
      ShownHost from = hosts.get(host);
      String device = from == null ? "" : from.deviceTowards(address);
      known = new Direction(device, now + ROUTES_HOLD_NANOS);
      routes.values().removeIf(it -> it.until() - now < 0);
      routes.put(hop, known);
    }
    return known.device();
  }

  private String ownerOf(String address) {
    for (Map.Entry<String, Set<String>> host : addresses.entrySet()) {
      if (host.getValue().contains(address)) {
        return host.getKey();
      }
    }
    Ipv6Address sid = Ipv6Address.parse(address);
    return prefixes.entrySet().stream()
        .filter(it -> it.getValue().stream().anyMatch(prefix -> prefix.contains(sid)))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElse("");
  }
}
