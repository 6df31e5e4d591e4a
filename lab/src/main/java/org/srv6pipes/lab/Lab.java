package org.srv6pipes.lab;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.srv6pipes.lab.Topology.LinkPlan;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * A running topology. It ends at {@link #close}, and also when this JVM ends in any other way, with
 * every process in it.
 *
 * <p>Needs {@code unshare}, {@code nsenter} and {@code ip}; a link with a loss needs {@code nft},
 * one with a rate {@code tc}, one without offloads or with an impairment {@code ethtool}. Who is
 * not root gets a user namespace; then {@code call} is not possible.
 */
public final class Lab implements AutoCloseable {
  private final Topology topology;
  private final Holder holder;
  private final Map<String, Host> hosts = new LinkedHashMap<>();
  private final Map<LinkPlan, Wire> wires = new LinkedHashMap<>();

  private Lab(Topology topology, Holder holder) {
    this.topology = topology;
    this.holder = holder;
    for (Topology.HostPlan plan : topology.hosts()) {
      hosts.put(plan.name(), new Host(plan, topology, namespaceOf(plan.name())));
    }
  }

  /** Hosts in a row, see {@link Topology#line}. */
  public static Lab line(String... names) {
    return start(Topology.line(List.of(names)));
  }

  /** Hosts around one called {@code router}, see {@link Topology#star}. */
  public static Lab star(String... names) {
    return start(Topology.star(List.of(names)));
  }

  public static Lab start(Topology topology) {
    Lab lab = new Lab(topology, Holder.attached(topology));
    try {
      lab.joinWires();
      return lab;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private void joinWires() {
    for (LinkPlan link : topology.links()) {
      link.shape().impairment().ifPresent(it -> wires.put(link, holder.join(link, it)));
    }
  }

  private HostNamespace namespaceOf(String name) {
    return holder.hosts().stream()
        .filter(host -> host.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new LabException(name + ": has ended while the lab came up"));
  }

  public Topology topology() {
    return topology;
  }

  public Host host(String name) {
    Host host = hosts.get(name);
    if (host == null) {
      throw new IllegalArgumentException("no host '" + name + "'; there are " + hosts.keySet());
    }
    return host;
  }

  public List<Host> hosts() {
    return List.copyOf(hosts.values());
  }

  /** The SIDs that are routed to a proxy, such as {@code fc00:1::/80}. */
  public Ipv6Prefix sidPrefix(String proxy) {
    return host(proxy).sidPrefix();
  }

  /** The link between two hosts. */
  public Link link(String one, String other) {
    LinkPlan plan = topology.link(host(one).name(), host(other).name());
    return new Link(host(one), host(other), Optional.ofNullable(wires.get(plan)));
  }

  /** From now on, what an end host sends to another goes through these SIDs: a kernel's route. */
  public void steer(String from, String to, String... sids) {
    Topology.Route out = topology.routesOf(from).getFirst();
    host(from)
        .shell(
            "ip -6 route replace %s/128 encap seg6 mode inline segs %s dev %s via %s"
                .formatted(
                    host(to).address(), String.join(",", sids), out.device(), out.gateway()));
  }

  /** Ends what {@link #steer} began. */
  public void unsteer(String from, String to) {
    host(from).shell("ip -6 route del %s/128".formatted(host(to).address()));
  }

  /**
   * For a person who looks for a fault: each host's addresses, routes, rules and the last lines of
   * its processes.
   */
  public String describe() {
    return hosts.values().stream().map(Host::describe).collect(Collectors.joining("\n"));
  }

  /** Ends every process in the lab, and with them its namespaces. */
  @Override
  public void close() {
    hosts.values().forEach(Host::endAll);
    wires.values().forEach(Wire::stop);
    holder.end();
    wires.values().forEach(Wire::close);
    wires.clear();
  }
}
