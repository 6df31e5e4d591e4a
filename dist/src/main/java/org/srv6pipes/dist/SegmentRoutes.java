package org.srv6pipes.dist;

import java.net.Inet6Address;
import java.util.List;
import java.util.stream.Collectors;
import org.srv6pipes.linux.Link;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.wire.Ipv6Address;

/** What to tell {@code ip} so that a host's connections take a chain. */
public final class SegmentRoutes {

  private SegmentRoutes() {}

  /** The command that puts these segments on everything that this host sends to an address. */
  public static String command(Ipv6Address destination, List<Ipv6Address> sids) {
    return "ip -6 route add %s/128 encap seg6 mode inline segs %s %s"
        .formatted(
            destination,
            sids.stream().map(Ipv6Address::toString).collect(Collectors.joining(",")),
            way(sids.getFirst()));
  }

  /** Where this host sends what is for the first SID. */
  private static String way(Ipv6Address first) {
    try (Rtnetlink routing = Rtnetlink.open()) {
      Route route = routing.lookup(first.toInet());
      String device =
          routing.links().stream()
              .filter(link -> link.index() == route.device())
              .map(Link::name)
              .findFirst()
              .orElse("DEVICE");
      Inet6Address gateway = route.gateway();
      return (gateway == null ? "" : "via " + Ipv6Address.from(gateway) + " ") + "dev " + device;
    } catch (LinuxException unreachable) {
      return "dev DEVICE";
    }
  }
}
