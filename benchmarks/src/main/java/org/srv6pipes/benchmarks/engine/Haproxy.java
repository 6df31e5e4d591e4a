package org.srv6pipes.benchmarks.engine;

import java.nio.file.Path;
import java.util.List;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.wire.Ipv6Address;

/** HAProxy as a transparent proxy: TPROXY, the client's address towards the server, splicing. */
final class Haproxy implements Engine {

  private static final String CONFIGURATION =
      """
      global
        maxconn 6000
        nbthread 2
      defaults
        mode tcp
        option splice-auto
        timeout connect 10s
        timeout client 60s
        timeout server 60s
      listen transparent
        bind ipv6@:::5000 transparent
        source ipv6@:::0 usesrc clientip
        server origin ipv6@:::0
      """;

  private static final String RULES =
      """
      ip6tables -t mangle -A PREROUTING -p tcp -m socket --transparent -j MARK --set-mark 1
      ip6tables -t mangle -A PREROUTING -p tcp --syn -j TPROXY --on-port 5000 --tproxy-mark 1
      ip -6 rule add fwmark 1 lookup 100
      ip -6 route add local ::/0 dev lo table 100
      """;

  /** As above. */
  private static final int PORT = 5000;

  private final Way way;
  private final List<HostProcess> processes;

  Haproxy(Way way, Scratch scratch) {
    this.way = way;
    way.route();
    Path file = scratch.file("haproxy.cfg", CONFIGURATION);
    this.processes = way.middles().stream().map(host -> start(host, file)).toList();
  }

  private static HostProcess start(Host host, Path file) {
    host.shell(RULES);
    HostProcess process = host.start("haproxy", "-db", "-f", file.toString());
    Listening.await(host, PORT, process);
    return process;
  }

  @Override
  public Ipv6Address target() {
    return way.serverAddress();
  }

  @Override
  public List<HostProcess> processes() {
    return processes;
  }
}
