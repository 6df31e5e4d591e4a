package org.srv6pipes.lab;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.srv6pipes.lab.Topology.HostPlan;
import org.srv6pipes.lab.Topology.Interface;
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
 * {@code ready} at last.
 */
final class SetupScript {
  /**
   * Ends when its standard input does; until then init of the pid namespace, whose orphans the
   * kernel reaps.
   */
  static final String WHILE_STDIN_LASTS = "exec cat";

  /** Stays until it is killed. */
  static final String UNTIL_KILLED = "exec sleep infinity";

  private static final int FIRST_INDEX = 101;

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
    ip -batch - <<LINKS
    %s
    LINKS
    for each in %2$s; do echo >&4; done
    for each in %2$s; do read -r state <&3; [ $state = up ]; done
    echo ready
    exec >/dev/null 2>&1 3>&- 4>&-
    trap '' CHLD
    %s
    """
        .formatted(
            each(hosts, host -> startHost(topology, host)),
            hosts.stream().map(HostPlan::name).collect(Collectors.joining(" ")),
            layLinks(topology.links()),
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

  private static String layLinks(List<LinkPlan> links) {
    return IntStream.range(0, links.size())
        .mapToObj(position -> layLink(links.get(position), position))
        .collect(Collectors.joining("\n"));
  }

  /**
   * Each end gets an index that no other has: where both had the same, the kernel would not see
   * that they are two, and take up to a second to find the link usable.
   */
  private static String layLink(LinkPlan link, int position) {
    return "link add name %s index %d netns $pid_%s mtu %d type veth peer name %s index %d netns $pid_%s mtu %4$d"
        .formatted(
            link.other(),
            FIRST_INDEX + 2 * position,
            variable(link.one()),
            link.shape().mtu(),
            link.one(),
            FIRST_INDEX + 2 * position + 1,
            variable(link.other()));
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
