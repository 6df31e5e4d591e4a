package org.srv6pipes.benchmarks.engine;

import java.nio.file.Path;
import java.util.List;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.wire.Ipv6Address;

/**
 * HAProxy as a transparent proxy: TPROXY, the client's address towards the server, splicing. Also
 * behind segments, which the kernel walks before HAProxy is given the connection: what segments
 * cost a proxy that knows nothing of them.
 */
final class Haproxy implements Engine {

  private static final String CONFIGURATION =
      """
      global
        maxconn 6000
        nbthread 2
        %s
      defaults
        mode tcp
        %s
        timeout connect 10s
        timeout client 60s
        timeout server 60s
      listen transparent
        bind ipv6@:::5000 transparent
        source ipv6@:::0 usesrc clientip
        server origin ipv6@:::0
      """;

  /** HAProxy splices where it thinks that it pays, by pipes of the kernel's usual size. */
  private static final String USUAL = CONFIGURATION.formatted("", "option splice-auto");

  private static final String LARGE_PIPES =
      CONFIGURATION.formatted(
          "tune.pipesize 1048576", "option splice-request\n  option splice-response");

  /** What brings connections to a program that takes them for their client and their server. */
  static final String RULES =
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

  private Haproxy(Way way, Path file) {
    this.way = way;
    this.processes = way.middles().stream().map(host -> start(host, file)).toList();
  }

  static Haproxy plain(Way way, Scratch scratch) {
    way.route();
    return new Haproxy(way, scratch.file("haproxy.cfg", USUAL));
  }

  /** With pipes as large as ours, and always splicing. */
  static Haproxy withLargePipes(Way way, Scratch scratch) {
    way.route();
    return new Haproxy(way, scratch.file("haproxy-large-pipes.cfg", LARGE_PIPES));
  }

  /**
   * Of one host, since HAProxy passes no segments on. TPROXY does not find the TIME_WAIT of a
   * connection behind segments, and the kernel drops the SYN that meets it. HAProxy cannot end it,
   * so there is none.
   */
  static Haproxy behindSegments(Way way, Scratch scratch) {
    Host host = way.middles().getFirst();
    Haproxy haproxy = new Haproxy(way, scratch.file("haproxy.cfg", USUAL));
    host.acceptSegments();
    host.shell(
        """
        ip6tables -t mangle -A PREROUTING -d %s -p tcp -j MARK --set-mark 1
        sysctl -q -w net.ipv4.tcp_max_tw_buckets=0
        """
            .formatted(host.sidPrefix()));
    way.route(List.of(Way.segmentOf(host)));
    return haproxy;
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
