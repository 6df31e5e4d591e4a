package org.srv6pipes.benchmarks.engine;

import java.util.List;
import org.srv6pipes.lab.Host;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.SidLayout;

/**
 * From the one client to the one server through the middle hosts of one engine. Both ends have an
 * address of their own on each way, so that all ways can be open at once.
 *
 * @param middles one at least, from the client to the server
 * @param routeOptions what {@code ip route} is told besides, such as {@code congctl cubic}
 */
public record Way(Host client, List<Host> middles, Host server, String routeOptions) {

  /** Where the server listens. */
  public static final int PORT = 8000;

  private static final int ANY_FUNCTION = 1;

  public Way {
    middles = List.copyOf(middles);
  }

  Ipv6Address clientAddress() {
    return client.addressTo(middles.getFirst().name());
  }

  /** The server's address on this way. */
  public Ipv6Address serverAddress() {
    return server.addressTo(middles.getLast().name());
  }

  /** The interface of a middle host that leads on to the server. */
  String deviceOnward(int middle) {
    return middle + 1 < middles.size() ? middles.get(middle + 1).name() : server.name();
  }

  /** A segment of a middle host, for those who look no further than at the host's prefix. */
  static Ipv6Address segmentOf(Host middle) {
    return SidLayout.DEFAULT.encode(middle.sidPrefix(), ANY_FUNCTION, 0);
  }

  /** Lets packets between the two addresses take this way, both there and back. */
  void route() {
    route(client, serverAddress(), "", middles.getFirst());
    route(server, clientAddress(), "", middles.getLast());
  }

  /** The same, and gives the client's packets these segments before the server. */
  void route(List<Ipv6Address> segments) {
    route();
    String list = String.join(",", segments.stream().map(Ipv6Address::toString).toList());
    String encapsulation = "encap seg6 mode inline segs " + list;
    route(client, serverAddress(), encapsulation, middles.getFirst());
  }

  /** Gives the server's packets this segment before the client. */
  void routeBack(Ipv6Address segment) {
    route(server, clientAddress(), "encap seg6 mode inline segs " + segment, middles.getLast());
  }

  private void route(Host from, Ipv6Address destination, String encapsulation, Host to) {
    from.shell(
        "ip -6 route replace %s %s dev %s via %s %s"
            .formatted(
                destination, encapsulation, to.name(), to.addressTo(from.name()), routeOptions));
  }
}
