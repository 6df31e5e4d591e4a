package org.srv6pipes.dist;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.srv6pipes.dist.cli.Shell;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.wire.Ipv6Address;

/**
 * A network whose resolver names proxies. Server and name server are Debian's nginx and unbound;
 * beside them runs the server role, because nobody is on the way of their answers by accident.
 *
 * <pre>
 *                 names
 *                   │
 *   client ───── router ───── server
 *               │  │  │  │
 *              p1 p2 p3 resolver        p1 and p2 are the site "edge", p3 is "core"
 * </pre>
 */
final class NamedLab implements AutoCloseable {
  static final String WEB = "www.example.test";
  static final String PAGE = "It takes a chain to make a network. ".repeat(40);

  private static final List<String> PROXIES = List.of("p1", "p2", "p3");
  private static final List<String> SITES = List.of("edge", "edge", "core");
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final String PROXY_LINES = "egress = 'return-path'";

  final Lab lab;
  final Host client;
  final Host server;
  final Host resolver;
  private final Path folder;
  private final Map<String, HostProcess> proxies = new LinkedHashMap<>();
  private HostProcess resolverRole;

  NamedLab(Path folder) {
    this(folder, Topology.builder().host("client"));
  }

  private NamedLab(Path folder, Topology.Builder clients) {
    this.folder = folder;
    lab = Lab.start(topology(clients));
    client = lab.host("client");
    server = lab.host("server");
    resolver = lab.host("resolver");
    client.replaceFile("/etc/resolv.conf", "nameserver ::1\n");
    write("functions.json", Shell.run("functions", "--json").out());
  }

  /** The client is an access router, with a host "user" behind it that knows nothing. */
  static NamedLab withAccessRouter(Path folder) {
    return new NamedLab(
        folder, Topology.builder().host("user").router("client").link("user", "client"));
  }

  private static Topology topology(Topology.Builder star) {
    PROXIES.forEach(star::proxy);
    star.host("server").host("names").host("resolver").router("router");
    List.of("client", "p1", "p2", "p3", "server", "names", "resolver")
        .forEach(it -> star.link("router", it));
    return star.build();
  }

  /** Starts the proxies, and the server role where answers come from. */
  void startNetwork() {
    List<HostProcess> starting = new ArrayList<>();
    for (String proxy : PROXIES) {
      starting.add(begin(proxy));
    }
    for (String host : List.of("server", "names")) {
      String empty = write("server.toml", "").toString();
      starting.add(ProgramInLab.start(lab.host(host), "server", "-c", empty));
    }
    starting.forEach(it -> it.awaitLine("ready", ProgramInLab.PATIENCE));
  }

  private HostProcess begin(String proxy) {
    String prefix = "sid-prefixes = [\"" + lab.sidPrefix(proxy) + "\"]";
    HostProcess process = ProgramInLab.startProxy(lab.host(proxy), prefix, PROXY_LINES);
    proxies.put(proxy, process);
    return process;
  }

  void startProxy(String proxy) {
    begin(proxy).awaitLine("ready", ProgramInLab.PATIENCE);
  }

  void killProxy(String proxy) {
    HostProcess process = Objects.requireNonNull(proxies.get(proxy));
    process.signal("KILL");
    process.awaitExit(ProgramInLab.PATIENCE);
  }

  /** Debian's nginx with one page. */
  void startWeb() {
    Path config =
        write(
            "nginx.conf",
            """
            daemon off;
            worker_processes 1;
            pid %1$s/nginx.pid;
            error_log %1$s/nginx.log;
            events {}
            http {
              access_log %1$s/access.log;
              client_body_temp_path %1$s;
              proxy_temp_path %1$s;
              fastcgi_temp_path %1$s;
              uwsgi_temp_path %1$s;
              scgi_temp_path %1$s;
              server { listen [::]:80; location / { return 200 "%2$s"; } }
            }
            """
                .formatted(folder, PAGE));
    server.start("nginx", "-c", config.toString(), "-p", folder.toString());
  }

  /** Debian's unbound, which knows these addresses by these names. */
  void startNames(Map<String, Ipv6Address> names) {
    String data =
        names.entrySet().stream()
            .map(it -> "  local-data: \"%s. 2 IN AAAA %s\"".formatted(it.getKey(), it.getValue()))
            .collect(joining("\n"));
    Path config =
        write(
            "unbound.conf",
            """
            server:
              do-daemonize: no
              chroot: ""
              username: ""
              pidfile: ""
              directory: "%s"
              use-syslog: no
              module-config: "iterator"
              interface: ::1
              interface: %s
              access-control: ::/0 allow
              local-zone: "." static
            %s
            """
                .formatted(folder, lab.host("names").address(), data));
    lab.host("names").start("unbound", "-d", "-c", config.toString());
  }

  /** The part of the resolver's file that does not change. */
  private String resolverFile(String policies) {
    StringBuilder file = new StringBuilder();
    file.append("listen = [\"%s\"]\n".formatted(resolverAddress()));
    file.append("upstreams = [\"[%s]:53\"]\n".formatted(lab.host("names").address()));
    file.append("allow-from = [\"2001:db8::/32\"]\nrate-limit = \"0/s\"\n");
    file.append("[health]\ninterval = \"5s\"\ntimeout = \"2500ms\"\n");
    for (int i = 0; i < PROXIES.size(); i++) {
      file.append("[proxies.%s]\nsite = \"%s\"\n".formatted(PROXIES.get(i), SITES.get(i)));
      file.append("prefix = \"%s\"\n".formatted(lab.sidPrefix(PROXIES.get(i))));
      file.append("functions = \"functions.json\"\n");
    }
    return file + policies;
  }

  /** Where the resolver answers. */
  String resolverAddress() {
    return "[" + resolver.address() + "]:53";
  }

  /** Starts the resolver, and waits until all proxies are up. */
  void startResolver(String... policies) {
    Path config = write("resolver.toml", resolverFile(String.join("\n", policies)));
    resolverRole = ProgramInLab.start(resolver, "resolver", "-c", config.toString());
    resolverRole.awaitLine("ready", ProgramInLab.PATIENCE);
    for (String proxy : PROXIES) {
      awaitResolver("proxy=" + proxy + " is up");
    }
  }

  void awaitResolver(String words) {
    resolverRole.awaitLine((Predicate<String>) it -> it.contains(words), ProgramInLab.PATIENCE);
  }

  /** How often the resolver's log has said this. */
  long resolverSaid(String words) {
    return resolverRole.lines().stream().filter(it -> it.contains(words)).count();
  }

  void reloadResolver(String... policies) {
    long before = resolverSaid("reloaded");
    write("resolver.toml", resolverFile(String.join("\n", policies)));
    resolverRole.signal("HUP");
    Awaitility.await().atMost(ProgramInLab.PATIENCE).until(() -> resolverSaid("reloaded") > before);
  }

  /** Starts the client role with further lines of configuration. */
  HostProcess startClient(String... lines) {
    Path config =
        write(
            "client.toml",
            "resolvers = [\"" + resolverAddress() + "\"]\n" + String.join("\n", lines) + "\n");
    HostProcess role = ProgramInLab.start(client, "client", "-c", config.toString());
    role.awaitLine("ready", ProgramInLab.PATIENCE);
    return role;
  }

  /** How many packets carry the beginning of a zstd frame. */
  static long zstdFrames(Capture capture) {
    return capture.packets().stream().filter(NamedLab::beginsZstd).count();
  }

  private static boolean beginsZstd(byte[] packet) {
    return TcpPackets.parse(packet).filter(it -> beginsZstd(packet, it.length())).isPresent();
  }

  private static boolean beginsZstd(byte[] packet, int payload) {
    return payload + ZSTD.length <= packet.length
        && ByteBuffer.wrap(packet, payload, ZSTD.length).equals(ByteBuffer.wrap(ZSTD));
  }

  Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    lab.close();
  }
}
