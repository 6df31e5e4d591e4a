package org.srv6pipes.benchmarks.engine;

import java.util.List;
import org.srv6pipes.lab.Host;
import org.srv6pipes.wire.Ipv6Address;

/**
 * From the one client to the one server through the middle hosts of one engine. Both ends have an
 * address of their own on each way, so that all ways can be open at once.
 *
 * @param middles one at least, from the client to the server
 */
public record Way(Host client, List<Host> middles, Host server) {

  /** Where the server listens. */
  public static final int PORT = 8000;

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

  /** Lets packets between the two addresses take this way, both there and back. */
  void route() {
    client.check(routeTo(serverAddress(), hop(client, middles.getFirst())));
    server.check(routeTo(clientAddress(), hop(server, middles.getLast())));
  }

  /** The same, and gives the client's packets these segments before the server. */
  void route(List<Ipv6Address> segments) {
    route();
    String list = String.join(",", segments.stream().map(Ipv6Address::toString).toList());
    client.shell(
        "ip -6 route replace %s encap seg6 mode inline segs %s dev %s via %s"
            .formatted(
                serverAddress(),
                list,
                middles.getFirst().name(),
                hop(client, middles.getFirst()).gateway()));
  }

  private record Hop(Ipv6Address gateway, String device) {}

  private static Hop hop(Host from, Host to) {
    return new Hop(to.addressTo(from.name()), to.name());
  }

  private static String[] routeTo(Ipv6Address destination, Hop hop) {
    return new String[] {
      "ip",
      "-6",
      "route",
      "replace",
      destination.toString(),
      "via",
      hop.gateway.toString(),
      "dev",
      hop.device
    };
  }
}
