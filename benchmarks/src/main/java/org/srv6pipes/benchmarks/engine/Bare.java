package org.srv6pipes.benchmarks.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.wire.Ipv6Address;

/**
 * The bound for whatever joins TCP connections on this kernel with epoll and splice: a program in C
 * that does nothing else, compiled when it is asked for. It stands where HAProxy does, or where our
 * proxy does: behind segments, with a queue for SYNs.
 */
final class Bare implements Engine {

  private static final String SOURCE = "bare.c";
  private static final String PROGRAM = "bare";
  private static final List<String> COMPILER =
      List.of("cc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror", "-pthread", "-o");
  private static final Duration TO_START = Duration.ofSeconds(10);

  private final Way way;
  private final HostProcess process;

  private Bare(Way way, Scratch scratch, String rules, List<String> arguments) {
    this.way = way;
    Host host = way.middles().getFirst();
    List<String> command = new ArrayList<>(List.of(program(scratch).toString()));
    command.addAll(arguments);
    this.process = host.start(command.toArray(String[]::new));
    process.awaitLine("ready", TO_START);
    host.shell(rules);
  }

  static Bare plain(Way way, Scratch scratch) {
    way.route();
    return new Bare(way, scratch, Haproxy.RULES, List.of());
  }

  static Bare behindQueue(Way way, Scratch scratch) {
    Host host = way.middles().getFirst();
    host.acceptSegments();
    Bare bare = new Bare(way, scratch, rulesOfQueue(host), List.of("queue"));
    way.route(List.of(Way.segmentOf(host)));
    return bare;
  }

  /**
   * A SYN goes to the queue of one of the two threads and, with that one's mark, to its port. What
   * follows on it has only a mark, with which the kernel walks its segments.
   */
  private static String rulesOfQueue(Host host) {
    return """
    ip6tables -t raw -N SYN
    ip6tables -t raw -A SYN -p tcp -j HMARK --hmark-src-prefix 128 --hmark-dst-prefix 0 \
      --hmark-sport-mask 0xffff --hmark-dport-mask 0xffff --hmark-rnd 1 --hmark-mod 2 --hmark-offset 16
    ip6tables -t raw -A SYN -m mark --mark 16 -j NFQUEUE --queue-num 0
    ip6tables -t raw -A SYN -j NFQUEUE --queue-num 1
    ip6tables -t raw -A PREROUTING -d %1$s -p tcp --syn -g SYN
    ip6tables -t mangle -N WALK
    ip6tables -t mangle -A WALK -j MARK --set-mark 1
    ip6tables -t mangle -A WALK -j ACCEPT
    ip6tables -t mangle -A PREROUTING -d %1$s -p tcp -g WALK
    ip6tables -t mangle -A PREROUTING -p tcp -m mark --mark 16 -j TPROXY --on-port 5000 --tproxy-mark 1
    ip6tables -t mangle -A PREROUTING -p tcp -m mark --mark 17 -j TPROXY --on-port 5001 --tproxy-mark 1
    ip6tables -t mangle -A PREROUTING -p tcp -m socket --transparent -j MARK --set-mark 1
    ip -6 rule add fwmark 1 lookup 100
    ip -6 route add local ::/0 dev lo table 100
    """
        .formatted(host.sidPrefix());
  }

  /** Compiled once for each experiment. */
  private static Path program(Scratch scratch) {
    Path program = scratch.path(PROGRAM);
    if (!Files.exists(program)) {
      compile(scratch, program);
    }
    return program;
  }

  private static void compile(Scratch scratch, Path program) {
    List<String> command = new ArrayList<>(COMPILER);
    command.add(program.toString());
    try (InputStream source = Bare.class.getResourceAsStream(SOURCE)) {
      command.add(scratch.file(SOURCE, new String(source.readAllBytes(), UTF_8)).toString());
      Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = compiler.inputReader().readAllAsString();
      if (compiler.waitFor() != 0) {
        throw new LabException(
            "%s cannot be compiled; the packages gcc and libc6-dev are what it needs:\n%s"
                .formatted(SOURCE, said));
      }
    } catch (IOException e) {
      throw new LabException("'cc' (package gcc) cannot be started: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while cc ran", e);
    }
  }

  @Override
  public Ipv6Address target() {
    return way.serverAddress();
  }

  @Override
  public List<HostProcess> processes() {
    return List.of(process);
  }
}
