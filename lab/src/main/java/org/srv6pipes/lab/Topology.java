package org.srv6pipes.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.regex.Pattern;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * Hosts and links as a plan, with the addresses and routes that let each host reach every other.
 *
 * <p>Addresses follow from the order in which things are named:
 *
 * <ul>
 *   <li>a link that touches an end host is {@code 2001:db8:1::/64}, {@code 2001:db8:2::/64} …, any
 *       other is {@code 2001:db8:101::/64}, {@code 2001:db8:102::/64} …;
 *   <li>an end host is {@code ::2} on its link; between two hosts of one kind, the one that the
 *       link names first is {@code ::1};
 *   <li>the first proxy announces the SIDs {@code fc00:1::/80}, the second {@code fc00:2::/80} ….
 * </ul>
 *
 * So with one client named first and one server named last, the client is always {@code
 * 2001:db8:1::2} and the server always {@code 2001:db8:2::2}. An interface is called like the host
 * at its other end.
 */
public final class Topology {
  private static final Ipv6Prefix EVERYTHING = new Ipv6Prefix(Ipv6Address.UNSPECIFIED, 0);

  private final List<HostPlan> hosts;
  private final List<LinkPlan> links;

  private Topology(List<HostPlan> hosts, List<LinkPlan> links) {
    this.hosts = List.copyOf(hosts);
    this.links = List.copyOf(links);
  }

  /**
   * Hosts side by side: whatever passes from the first to the last passes all proxies between them.
   */
  public static Topology line(List<String> names) {
    return line(names, LinkShape.PLAIN);
  }

  public static Topology line(List<String> names, LinkShape everyLink) {
    Builder line = endsAndProxies(names);
    for (int i = 1; i < names.size(); i++) {
      line.link(names.get(i - 1), names.get(i), everyLink);
    }
    return line.build();
  }

  /**
   * The first and the last are end hosts, the others proxies; all of them hang on a host called
   * {@code router}.
   */
  public static Topology star(List<String> names) {
    return star(names, LinkShape.PLAIN);
  }

  public static Topology star(List<String> names, LinkShape everyLink) {
    Builder star = endsAndProxies(names).router("router");
    names.forEach(name -> star.link("router", name, everyLink));
    return star.build();
  }

  private static Builder endsAndProxies(List<String> names) {
    if (names.size() < 2) {
      throw new IllegalArgumentException("a client and a server at least, not " + names);
    }
    Builder builder = builder().host(names.getFirst());
    names.subList(1, names.size() - 1).forEach(builder::proxy);
    return builder.host(names.getLast());
  }

  public static Builder builder() {
    return new Builder();
  }

  public List<HostPlan> hosts() {
    return hosts;
  }

  public List<LinkPlan> links() {
    return links;
  }

  /** The link between two hosts. */
  LinkPlan link(String one, String other) {
    return links.stream()
        .filter(link -> link.joins(one, other))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no link " + one + " - " + other));
  }

  /** The interfaces of a host, in the order of its links. */
  public List<Interface> interfacesOf(String host) {
    return links.stream().flatMap(link -> link.interfaceAt(host).stream()).toList();
  }

  /**
   * Where a host sends what is not for its own links: a default route if it has only one, else one
   * route for each network and SID prefix, along the fewest links.
   */
  public List<Route> routesOf(String host) {
    List<Interface> interfaces = interfacesOf(host);
    if (interfaces.size() == 1) {
      return List.of(
          new Route(EVERYTHING, gateway(interfaces.getFirst()), interfaces.getFirst().name()));
    }
    Map<String, Interface> firstHops = firstHopsFrom(host);
    List<Route> routes = new ArrayList<>();
    for (LinkPlan link : links) {
      if (link.interfaceAt(host).isEmpty()) {
        nearest(link, firstHops).ifPresent(hop -> routes.add(route(link.network(), hop)));
      }
    }
    for (HostPlan other : hosts) {
      Interface hop = firstHops.get(other.name());
      if (hop != null) {
        other.sidPrefix().ifPresent(prefix -> routes.add(route(prefix, hop)));
      }
    }
    return routes;
  }

  private Route route(Ipv6Prefix destination, Interface hop) {
    return new Route(destination, gateway(hop), hop.name());
  }

  private Ipv6Address gateway(Interface here) {
    return links.stream()
        .filter(link -> link.network().equals(here.network()))
        .flatMap(link -> link.interfaceAt(here.peer()).stream())
        .findFirst()
        .orElseThrow()
        .address();
  }

  /** For each host that can be reached, the interface through which; nearer hosts come first. */
  private Map<String, Interface> firstHopsFrom(String host) {
    Map<String, Interface> firstHops = new LinkedHashMap<>();
    Queue<String> toVisit = new ArrayDeque<>(List.of(host));
    while (!toVisit.isEmpty()) {
      String at = toVisit.remove();
      if (!at.equals(host) && !plan(at).forwards()) {
        continue;
      }
      for (Interface via : interfacesOf(at)) {
        Interface first = at.equals(host) ? via : firstHops.get(at);
        if (!via.peer().equals(host) && firstHops.putIfAbsent(via.peer(), first) == null) {
          toVisit.add(via.peer());
        }
      }
    }
    return firstHops;
  }

  private static Optional<Interface> nearest(LinkPlan link, Map<String, Interface> firstHops) {
    return firstHops.entrySet().stream()
        .filter(reached -> link.interfaceAt(reached.getKey()).isPresent())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private HostPlan plan(String host) {
    return hosts.stream().filter(plan -> plan.name().equals(host)).findFirst().orElseThrow();
  }

  /** A host: its name, whether it forwards packets of others, and the SIDs that lead to it. */
  public record HostPlan(String name, boolean forwards, Optional<Ipv6Prefix> sidPrefix) {}

  /** A link between two hosts; the network is a /64 and each end has one address in it. */
  public record LinkPlan(LinkEnd one, LinkEnd other, Ipv6Prefix network, LinkShape shape) {
    boolean joins(String a, String b) {
      return (one.host().equals(a) && other.host().equals(b))
          || (one.host().equals(b) && other.host().equals(a));
    }

    Optional<Interface> interfaceAt(String host) {
      if (host.equals(one.host())) {
        return Optional.of(new Interface(other.host(), one, network, shape));
      }
      return host.equals(other.host())
          ? Optional.of(new Interface(one.host(), other, network, shape))
          : Optional.empty();
    }
  }

  /**
   * One end of a link.
   *
   * @param index the number of the interface, which no other one of the topology has
   */
  public record LinkEnd(String host, Ipv6Address address, int index) {}

  /** An interface of a host, called like the host at the other end. */
  public record Interface(String name, LinkEnd end, Ipv6Prefix network, LinkShape shape) {
    public String peer() {
      return name;
    }

    public Ipv6Address address() {
      return end.address();
    }

    public int index() {
      return end.index();
    }
  }

  /** A static route; the destination is {@code ::/0} for everything else. */
  public record Route(Ipv6Prefix destination, Ipv6Address gateway, String device) {}

  /** Names hosts first, then the links between them. */
  public static final class Builder {
    /** What the kernel takes as the name of an interface and a shell as a plain word. */
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,14}");

    private static final Set<String> TAKEN = Set.of("lo", "all", "default");
    private static final int BETWEEN_FORWARDERS = 0x100;
    private static final int FIRST_INDEX = 101;

    private final Map<String, HostPlan> hosts = new LinkedHashMap<>();
    private final List<LinkPlan> links = new ArrayList<>();
    private int proxies;
    private int outerLinks;
    private int innerLinks;

    private Builder() {}

    /** Adds an end host: it forwards nothing. */
    public Builder host(String name) {
      return add(new HostPlan(name, false, Optional.empty()));
    }

    /** Adds a host that forwards packets. */
    public Builder router(String name) {
      return add(new HostPlan(name, true, Optional.empty()));
    }

    /** Adds a host that forwards packets and to which a prefix of SIDs is routed. */
    public Builder proxy(String name) {
      proxies++;
      return add(
          new HostPlan(
              name, true, Optional.of(Ipv6Prefix.parse("fc00:%x::/80".formatted(proxies)))));
    }

    private Builder add(HostPlan host) {
      if (!NAME.matcher(host.name()).matches() || TAKEN.contains(host.name())) {
        throw new IllegalArgumentException(
            "host '"
                + host.name()
                + "': a name is 1 to 15 of a-z, 0-9 and '-', starts with a letter, is not one of "
                + TAKEN);
      }
      if (hosts.putIfAbsent(host.name(), host) != null) {
        throw new IllegalArgumentException("host '" + host.name() + "' is named twice");
      }
      return this;
    }

    public Builder link(String one, String other) {
      return link(one, other, LinkShape.PLAIN);
    }

    public Builder link(String one, String other, LinkShape shape) {
      boolean inner = known(one).forwards() && known(other).forwards();
      int number = inner ? BETWEEN_FORWARDERS + ++innerLinks : ++outerLinks;
      if (one.equals(other) || links.stream().anyMatch(link -> link.joins(one, other))) {
        throw new IllegalArgumentException(
            "link " + one + " - " + other + ": one link between two different hosts");
      }
      boolean swapped = known(other).forwards() && !known(one).forwards();
      int index = FIRST_INDEX + 2 * links.size();
      links.add(
          new LinkPlan(
              new LinkEnd(one, address(number, swapped ? 2 : 1), index),
              new LinkEnd(other, address(number, swapped ? 1 : 2), index + 1),
              Ipv6Prefix.of(address(number, 0), 64),
              shape));
      return this;
    }

    private static Ipv6Address address(int network, int host) {
      return Ipv6Address.parse("2001:db8:%x::%x".formatted(network, host));
    }

    private HostPlan known(String name) {
      HostPlan host = hosts.get(name);
      if (host == null) {
        throw new IllegalArgumentException(
            "link to '" + name + "': no such host; there are " + hosts.keySet());
      }
      return host;
    }

    public Topology build() {
      return new Topology(List.copyOf(hosts.values()), links);
    }
  }
}
