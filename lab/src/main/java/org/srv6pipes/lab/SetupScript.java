package org.srv6pipes.lab;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.srv6pipes.lab.Topology.HostPlan;
import org.srv6pipes.lab.Topology.Interface;
import org.srv6pipes.lab.Topology.LinkEnd;
import org.srv6pipes.lab.Topology.LinkPlan;
import org.srv6pipes.lab.Topology.Route;

/**
 * The shell text that makes a topology inside the holder's namespaces.
 *
 * <p>Every host is a process with a network and a mount namespace of its own. They start side by
 * side, wait until one {@code ip -batch} has laid all links, and then configure themselves, again
 * side by side: seventeen hosts take little longer than one. Two pipes keep them in step: a host
 * writes its name and pid to {@code ready} when its namespace exists and once more when it is
 * configured; a line in {@code go} lets one host continue.
 *
 * <p>What the holder prints is {@code host NAME PID} for each host, in its own pid namespace, and
 * {@code ready} at last. From then on the kernel reaps whom nobody waits for, because the holder
 * ignores SIGCHLD; a shell cannot, so it becomes another program.
 */
final class SetupScript {
  /** The holder ends when its standard input does. */
  static final String ATTACHED = "exec env --ignore-signal=CHLD cat";

  /**
   * The holder ends like an attached one until it reads a line, and then lasts until it is killed.
   */
  static final String DETACHABLE = "read -r detach && exec env --ignore-signal=CHLD sleep infinity";

  private static final int WIRES = 10_000;

  private SetupScript() {}

  /** The whole script; {@code stay} is what the holder becomes when the lab is up. */
  static String of(Topology topology, String stay) {
    List<HostPlan> hosts = topology.hosts();
    return """
    set -e
    mount -t tmpfs -o mode=755 tmpfs /run
    mkfifo /run/ready /run/go
    exec 3<>/run/ready 4<>/run/go
    rm /run/ready /run/go
    %s
    for each in %s; do
      read -r name variable pid <&3
      [ $name != failed ]
      eval "pid_$variable=$pid"
      echo "host $name $pid"
    done
    echo 1 >/proc/sys/net/ipv6/conf/default/disable_ipv6
    ip -batch - <<LINKS
    %s
    LINKS
    for each in %2$s; do echo >&4; done
    for each in %2$s; do read -r state <&3; [ $state = up ]; done
    {
      echo ready
      exec >/dev/null 2>&1 3>&- 4>&-
      %s
      exit
    }
    """
        .formatted(
            each(hosts, host -> startHost(topology, host)),
            hosts.stream().map(HostPlan::name).collect(Collectors.joining(" ")),
            each(topology.links(), SetupScript::layLink),
            stay);
  }

  private static String startHost(Topology topology, HostPlan host) {
    List<Interface> interfaces = topology.interfacesOf(host.name());
    return """
    unshare --net --mount sh -ec '
      trap "echo failed >&3" EXIT
      mount -t tmpfs -o mode=755 tmpfs /run
      cd /proc/sys/net/ipv6/conf
      for each in all default; do
        echo 0 >$each/accept_dad; echo 0 >$each/accept_ra; echo 0 >$each/router_solicitations
        echo %d >$each/forwarding
      done
      cd /
      ip link set dev lo up
      echo "%s %s $$" >&3
      read -r go <&4
    %s
    %s
    %s
      echo up >&3
      exec sleep infinity </dev/null >/dev/null 2>&1 3>&- 4>&-' &\
    """
        .formatted(
            host.forwards() ? 1 : 0,
            host.name(),
            variable(host.name()),
            settings(interfaces, topology.routesOf(host.name())),
            each(interfaces, it -> Shaping.of(it.name(), it.shape())),
            each(interfaces, SetupScript::awaitUp));
  }

  private static String layLink(LinkPlan link) {
    return link.shape().impairment().isEmpty()
        ? "link add %s type veth peer %s".formatted(end(link, link.one()), end(link, link.other()))
        : layWire(link);
  }

  /** Each end is joined to one in the holder's own namespace, and what joins those is the wire. */
  private static String layWire(LinkPlan link) {
    return Stream.of(link.one(), link.other())
        .map(
            end ->
                "link add %s type veth peer name wire%d index %2$d\nlink set dev wire%2$d up"
                    .formatted(end(link, end), wireIndex(end)))
        .collect(Collectors.joining("\n"));
  }

  /** Where in the holder's own namespace an end of a link with an impairment comes out. */
  static int wireIndex(LinkEnd end) {
    return WIRES + end.index();
  }

  /**
   * The index is one that no other interface has: where both ends had the same, the kernel would
   * not see that they are two, and take up to a second to find the link usable.
   */
  private static String end(LinkPlan link, LinkEnd end) {
    String name = end.equals(link.one()) ? link.other().host() : link.one().host();
    return "name %s index %d netns $pid_%s mtu %d"
        .formatted(name, end.index(), variable(end.host()), link.shape().mtu());
  }

  /**
   * The command that brings interfaces up with their addresses and routes, whatever they had
   * before.
   */
  static String settings(List<Interface> interfaces, List<Route> routes) {
    return """
    ip -6 -batch - <<SETTINGS
    %s
    %s
    SETTINGS\
    """
        .formatted(each(interfaces, SetupScript::configure), each(routes, SetupScript::addRoute));
  }

  private static String configure(Interface it) {
    return "address replace %s/64 dev %s\nlink set dev %2$s up".formatted(it.address(), it.name());
  }

  private static String addRoute(Route route) {
    return "route replace %s via %s dev %s"
        .formatted(route.destination(), route.gateway(), route.device());
  }

  /**
   * A link is usable when both ends are up: then the kernel gives them their link-local addresses.
   */
  static String awaitUp(Interface it) {
    return "until grep -q \"^fe80.* %s$\" /proc/net/if_inet6; do sleep 0.01; done"
        .formatted(it.name());
  }

  private static String variable(String host) {
    return host.replace('-', '_');
  }

  private static <T> String each(List<T> items, Function<T, String> line) {
    return items.stream().map(line).collect(Collectors.joining("\n"));
  }
}
