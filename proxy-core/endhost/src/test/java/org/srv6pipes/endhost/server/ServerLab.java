package org.srv6pipes.endhost.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.wire.Ipv6Address;

/**
 * Hosts around a router that is on the way of every packet. In the proxies' place stand the
 * kernel's own End SIDs: every address of {@code fc00:1::/80} and {@code fc00:2::/80} is one. The
 * client's kernel takes the packets that the last of them hands to it.
 *
 * <pre>
 *   client ───── router ───── server
 *                 │  │
 *                p1  p2
 * </pre>
 */
final class ServerLab implements AutoCloseable {

  static final int PORT = 8000;

  static final Topology TOPOLOGY = topology();

  final Host client;
  final Host server;
  private final Lab lab;
  private final RuleCounter along;
  private final RuleCounter plain;
  private final List<ServerSocket> services = new ArrayList<>();

  ServerLab(Lab lab) {
    this.lab = lab;
    client = lab.host("client");
    server = lab.host("server");
    for (Host proxy : List.of(lab.host("p1"), lab.host("p2"))) {
      proxy.acceptSegments();
      proxy.shell(
          "ip -6 route add %s encap seg6local action End dev router".formatted(proxy.sidPrefix()));
    }
    client.acceptSegments();
    Host router = lab.host("router");
    along = router.countRule("PREROUTING", "-i", "server", "-p", "tcp", "-d", "fc00::/16");
    plain = router.countRule("PREROUTING", "-i", "server", "-p", "tcp", "!", "-d", "fc00::/16");
  }

  /** Without offloads, so that a packet too large is not cut on its way without a word. */
  private static Topology topology() {
    Topology.Builder star = Topology.builder().host("client").proxy("p1").proxy("p2");
    star.host("server").router("router");
    LinkShape shape = LinkShape.PLAIN.withoutOffloads();
    List.of("client", "p1", "p2", "server").forEach(it -> star.link("router", it, shape));
    return star.build();
  }

  /** A SID of the first or second proxy. */
  static Ipv6Address sid(int proxy, int function) {
    return Ipv6Address.parse("fc00:%x::%x:0:0".formatted(proxy, function));
  }

  /** The path of a chain through both proxies. */
  static List<Ipv6Address> bothProxies() {
    return List.of(sid(1, 1), sid(2, 1));
  }

  static ServerConfig config(String text) {
    try {
      return ServerConfig.SCHEMA.parse(Path.of("server.toml"), text).value();
    } catch (ConfigException e) {
      throw new AssertionError(e);
    }
  }

  /** Starts the role on the server; the lab's end is its end. */
  Server startRole(String configuration) {
    return server.call(
        () -> {
          HostRules rules = HostRules.open(stateFolder());
          return Server.start(config(configuration), rules, () -> {});
        });
  }

  /** Stops the role as its configuration wants it. */
  int stopRole(Server role) {
    return server.call(role::stop);
  }

  private Path stateFolder() {
    return server.file(Path.of("/run/srv6pipes"));
  }

  /** What a service of the server does with a connection. */
  interface Service {
    void serve(InputStream in, OutputStream out) throws IOException;
  }

  /** A service that knows nothing of segments. */
  void serve(String address, int port, Service service) {
    ServerSocket listener =
        server.call(
            () -> {
              ServerSocket socket = new ServerSocket();
              socket.setReuseAddress(true);
              socket.bind(new InetSocketAddress(Inet6Address.getByName(address), port), 1024);
              return socket;
            });
    services.add(listener);
    Thread.ofPlatform().daemon().name("service").start(() -> accept(listener, service));
  }

  private static void accept(ServerSocket listener, Service service) {
    while (!listener.isClosed()) {
      try {
        Socket connection = listener.accept();
        Thread.ofVirtual().start(() -> serve(connection, service));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private static void serve(Socket connection, Service service) {
    try (connection) {
      service.serve(connection.getInputStream(), connection.getOutputStream());
    } catch (IOException e) {
      // The client sees it.
    }
  }

  /** Says everything again, and finishes when the client has. */
  void serveEcho() {
    serve("::", PORT, InputStream::transferTo);
  }

  /** TCP packets that the server has sent towards a SID. */
  long packetsAlong() {
    return along.packets();
  }

  /** TCP packets that the server has sent straight to somebody. */
  long packetsPlain() {
    return plain.packets();
  }

  SegmentClient connect(List<Ipv6Address> path) {
    return SegmentClient.connect(client, server.address(), PORT, path);
  }

  @Override
  public void close() throws IOException {
    for (ServerSocket service : services) {
      service.close();
    }
    lab.close();
  }
}
