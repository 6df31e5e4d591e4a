package org.srv6pipes.dist.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.srv6pipes.dist.web.HostLook.Device;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * Hosts, the links between them and the ways that packets take now. An interface leads to the host
 * that it is called like, as in a lab, or to the one that has an address on the same link; where it
 * leads to none that is known, it stands for what is beyond it.
 */
final class Terrain {

  private static final int LONGEST_WAY = 16;
  private static final int MOST_QUESTIONS = 500;
  private static final int HOST_ROUTE = 128;
  private static final long ROUTES_HOLD_NANOS = 1_500_000_000L;

  /** Two ends, in the order of their names. */
  record LinkName(String one, String other) implements Comparable<LinkName> {
    private static final Comparator<LinkName> ORDER =
        Comparator.comparing(LinkName::one).thenComparing(LinkName::other);

    static LinkName of(String a, String b) {
      return a.compareTo(b) < 0 ? new LinkName(a, b) : new LinkName(b, a);
    }

    @Override
    public int compareTo(LinkName that) {
      return ORDER.compare(this, that);
    }
  }

  private record Interface(String host, String device) {}

  private record Routes(Map<String, String> devices, Set<String> asked, long until) {}

  private final Map<String, ShownHost> hosts = new LinkedHashMap<>();
  private final Map<String, HostLook> looks = new HashMap<>();
  private final Set<String> gone = new TreeSet<>();
  private final Map<String, Set<String>> addresses = new HashMap<>();
  private final Map<Interface, String> ends = new HashMap<>();
  private final Map<String, List<Ipv6Prefix>> prefixes = new HashMap<>();
  private final Map<String, Routes> routes = new HashMap<>();

  Terrain(List<ShownHost> shown) {
    shown.forEach(host -> hosts.put(host.name(), host));
  }

  Iterable<ShownHost> hosts() {
    return hosts.values();
  }

  boolean knows(String name) {
    return hosts.containsKey(name);
  }

  /** What a host shows now; the place of one that is gone is still known. */
  void see(String host, HostLook look) {
    ends.clear();
    if (look.gone().isPresent()) {
      gone.add(host);
      return;
    }
    gone.remove(host);
    looks.put(host, look);
    addresses.put(host, look.addresses());
    if (!look.roles().isEmpty()) {
      prefixes.put(
          host,
          look.roles().stream()
              .flatMap(role -> role.status().texts("prefixes").stream())
              .map(Ipv6Prefix::parse)
              .toList());
    }
  }

  private List<Device> devices(String host) {
    HostLook look = looks.get(host);
    return look == null
        ? List.of()
        : look.devices().stream().filter(it -> !it.isLoopback()).toList();
  }

  /** Bits per second that a link lets through in either direction; 0 if nothing limits it. */
  long capacity(LinkName link) {
    return looks.keySet().stream()
        .flatMap(
            host ->
                devices(host).stream()
                    .filter(it -> LinkName.of(host, endOf(host, it.name())).equals(link)))
        .mapToLong(Device::rate)
        .max()
        .orElse(0);
  }

  /** Every host, and what is beyond interfaces that lead to none. */
  Set<String> nodes() {
    Set<String> nodes = new TreeSet<>(hosts.keySet());
    hosts.keySet().stream()
        .filter(host -> !gone.contains(host))
        .forEach(host -> devices(host).forEach(it -> nodes.add(endOf(host, it.name()))));
    return nodes;
  }

  /** Where an interface of a host leads. */
  String endOf(String host, String device) {
    return ends.computeIfAbsent(new Interface(host, device), this::find);
  }

  private String find(Interface here) {
    String host = here.host();
    String device = here.device();
    if (knows(device) && !device.equals(host)) {
      return device;
    }
    for (String link : linksOf(host, device)) {
      List<String> others =
          hosts.keySet().stream()
              .filter(it -> !it.equals(host))
              .filter(
                  it -> devices(it).stream().anyMatch(on -> linksOf(it, on.name()).contains(link)))
              .toList();
      if (!others.isEmpty()) {
        return others.size() == 1 ? others.getFirst() : link;
      }
    }
    return hosts.size() == 1 ? device : host + " " + device;
  }

  /** The prefixes that are on the link of an interface. */
  private List<String> linksOf(String host, String device) {
    return devices(host).stream()
        .filter(it -> it.name().equals(device))
        .flatMap(it -> it.addresses().stream())
        .map(Terrain::link)
        .filter(it -> it.length() < HOST_ROUTE)
        .map(Ipv6Prefix::toString)
        .toList();
  }

  /**
   * @param onLink {@code 2001:db8::1/64}
   * @throws IllegalArgumentException if it has another form
   */
  static Ipv6Prefix link(String onLink) {
    int slash = Math.max(0, onLink.indexOf('/'));
    int length = Integer.parseInt(onLink.substring(slash + 1));
    return Ipv6Prefix.of(Ipv6Address.parse(onLink.substring(0, slash)), length);
  }

  /** Asks the hosts at once for the ways that many flows will want to know. */
  void prepare(Set<String> addresses) {
    hosts.keySet().forEach(host -> routes(host, addresses));
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
      leap(path, segment, client);
    }
    return path;
  }

  /** Over what nobody shows, to the interface by which the next host takes what comes. */
  private void leap(List<String> path, String segment, String client) {
    String goal = ownerOf(segment);
    if (!goal.isEmpty() && !path.getLast().equals(goal)) {
      String near = next(goal, client);
      if (!near.isEmpty() && !near.equals(path.getLast())) {
        path.add(near);
      }
      path.add(goal);
    }
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
    String device = routes(host, Set.of(address)).getOrDefault(address, "");
    return device.isEmpty() ? "" : endOf(host, device);
  }

  private Map<String, String> routes(String host, Set<String> addresses) {
    long now = System.nanoTime();
    Routes known = routes.get(host);
    if (known == null || known.until() - now < 0) {
      known = new Routes(new HashMap<>(), new TreeSet<>(), now + ROUTES_HOLD_NANOS);
      routes.put(host, known);
    }
    Set<String> unknown = new TreeSet<>(addresses);
    unknown.removeAll(known.asked());
    ShownHost shown = hosts.get(host);
    if (shown != null && !unknown.isEmpty() && known.asked().size() < MOST_QUESTIONS) {
      known.asked().addAll(unknown);
      known.devices().putAll(shown.devicesTowards(unknown));
    }
    return known.devices();
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
