package org.srv6pipes.benchmarks.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.srv6pipes.benchmarks.experiment.EngineSpec;
import org.srv6pipes.benchmarks.experiment.LinkSpec;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.proxy.chain.PluginException;

/**
 * A lab in which every engine of an experiment is up at once, each on its own way between one
 * client and one server:
 *
 * <pre>
 *           ┌── m1-1 ───────────┐
 *  client ──┼── m2-1 ───────────┼── server
 *           └── m3-1 ── m3-2 ───┘
 * </pre>
 *
 * So engines take turns without being started anew, and what changes on the machine meanwhile
 * happens to all of them.
 */
public final class Arena implements AutoCloseable {

  private static final String CLIENT = "client";
  private static final String SERVER = "server";
  private static final String EPHEMERAL_PORTS = "10000 65535";
  private static final int BACKLOG = 8192;

  private final Lab lab;
  private final Map<String, Engine> engines = new LinkedHashMap<>();
  private final List<IdleConnections> idle = new ArrayList<>();

  /**
   * Brings all of it up.
   *
   * @param sizes of the files that the server has
   * @param launcher of the program that is ours
   */
  public Arena(
      Map<String, EngineSpec> specs,
      LinkSpec links,
      Collection<Long> sizes,
      Path launcher,
      Scratch scratch)
      throws IOException, PluginException {
    this.lab = Lab.start(topology(specs.values(), links));
    try {
      lab.hosts().forEach(host -> tune(host, links));
      client().acceptSegments();
      server().acceptSegments();
      Origin.start(server(), sizes, scratch);
      int number = 1;
      for (Map.Entry<String, EngineSpec> spec : specs.entrySet()) {
        Way way =
            new Way(client(), middles(number++, spec.getValue()), server(), routeOptions(links));
        Engine engine = start(way, spec.getValue(), launcher, scratch);
        engines.put(spec.getKey(), engine);
        if (spec.getValue().idle() > 0) {
          idle.add(new IdleConnections(client(), server(), engine, spec.getValue().idle()));
        }
      }
    } catch (IOException | PluginException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static Topology topology(Collection<EngineSpec> specs, LinkSpec links) {
    Topology.Builder builder = Topology.builder().host(CLIENT).host(SERVER);
    int number = 1;
    int link = 1;
    for (EngineSpec spec : specs) {
      List<String> row = new ArrayList<>(names(number++, spec));
      row.forEach(builder::proxy);
      row.addFirst(CLIENT);
      row.addLast(SERVER);
      for (int i = 1; i < row.size(); i++) {
        builder.link(row.get(i - 1), row.get(i), links.shape(link++));
      }
    }
    return builder.build();
  }

  private static List<String> names(int number, EngineSpec spec) {
    return IntStream.rangeClosed(1, spec.hops()).mapToObj(hop -> "m" + number + "-" + hop).toList();
  }

  private List<Host> middles(int number, EngineSpec spec) {
    return names(number, spec).stream().map(lab::host).toList();
  }

  /** What a machine that serves many connections has set, the same for every engine. */
  private static void tune(Host host, LinkSpec links) {
    host.sysctl("net.ipv4.ip_local_port_range", EPHEMERAL_PORTS);
    host.sysctl("net.ipv4.tcp_tw_reuse", 1);
    host.sysctl("net.ipv4.tcp_no_metrics_save", 1);
    host.sysctl("net.core.somaxconn", BACKLOG);
    host.sysctl("net.ipv4.tcp_max_syn_backlog", BACKLOG);
    links.congestion().ifPresent(it -> congestionControl(host, it));
  }

  /** By the routes, because the sysctl of a namespace takes only what the machine allows to all. */
  private static void congestionControl(Host host, String name) {
    host.shell(
        """
        ip -6 route show | grep -v ^fe80 | while read -r route; do
          ip -6 route change $route congctl %s
        done
        """
            .formatted(name));
  }

  private static String routeOptions(LinkSpec links) {
    return links.congestion().map(it -> "congctl " + it).orElse("");
  }

  private static Engine start(Way way, EngineSpec spec, Path launcher, Scratch scratch)
      throws PluginException {
    return switch (spec.kind()) {
      case FORWARD -> Router.forwarding(way);
      case ROUTER -> Router.withSegments(way, spec.segmentsBack());
      case HAPROXY -> Haproxy.plain(way, scratch);
      case HAPROXY_LARGE_PIPES -> Haproxy.withLargePipes(way, scratch);
      case HAPROXY_SRH -> Haproxy.behindSegments(way, scratch);
      case NGINX_STREAM -> new NginxStream(way, scratch);
      case BARE -> Bare.plain(way, scratch);
      case BARE_QUEUE -> Bare.behindQueue(way, scratch);
      case OURS -> new Ours(way, spec, launcher, scratch);
    };
  }

  public Host client() {
    return lab.host(CLIENT);
  }

  public Host server() {
    return lab.host(SERVER);
  }

  /** One engine. */
  public Engine engine(String name) {
    Engine engine = engines.get(name);
    if (engine == null) {
      throw new IllegalArgumentException("'%s' is none of %s".formatted(name, engines.keySet()));
    }
    return engine;
  }

  /** The engines by name. */
  public Map<String, Engine> engines() {
    return Collections.unmodifiableMap(engines);
  }

  /** Ends all of it; nothing of it is left. */
  @Override
  public void close() throws IOException {
    try {
      for (IdleConnections connections : idle) {
        connections.close();
      }
    } finally {
      lab.close();
    }
  }
}
