package org.srv6pipes.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.srv6pipes.lab.Topology.HostPlan;
import org.srv6pipes.lab.Topology.Interface;
import org.srv6pipes.lab.Topology.Route;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * A host of a running lab: its own interfaces, routes, rules, {@code /run}; the files of the
 * machine otherwise.
 */
public final class Host {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String SHOW_SETTINGS =
      """
      ip -6 -br address; ip -6 rule; ip -6 route show table all; ip6tables-save -c; nft list ruleset
      """;

  /** What stands under /run belongs to the host alone, and so may be made. */
  private static final String BIND =
      """
      target=$(readlink -m "$1")
      case $target in
        /run/*) mkdir -p "${target%/*}"; touch "$target" ;;
      esac
      mount --bind "$0" "$target"
      """;

  private final HostPlan plan;
  private final Topology topology;
  private final HostNamespace namespace;
  private final Queue<HostProcess> processes = new ConcurrentLinkedQueue<>();
  private final Queue<Capture> captures = new ConcurrentLinkedQueue<>();

  Host(HostPlan plan, Topology topology, HostNamespace namespace) {
    this.plan = plan;
    this.topology = topology;
    this.namespace = namespace;
  }

  public String name() {
    return plan.name();
  }

  /** The address on the first link; an end host has only this one. */
  public Ipv6Address address() {
    return interfaces().getFirst().address();
  }

  /** The address on the link to a neighbour. */
  public Ipv6Address addressTo(String peer) {
    return interfaceTo(peer).address();
  }

  public List<Interface> interfaces() {
    return topology.interfacesOf(name());
  }

  Interface interfaceTo(String peer) {
    return interfaces().stream()
        .filter(it -> it.peer().equals(peer))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no link " + name() + " - " + peer));
  }

  /** The SIDs that are routed here, such as {@code fc00:1::/80}. */
  public Ipv6Prefix sidPrefix() {
    return plan.sidPrefix()
        .orElseThrow(() -> new IllegalArgumentException(name() + " is no proxy"));
  }

  /**
   * A process in the namespaces of this host, as this JVM counts: {@code /proc/PID/ns/net} is its
   * network.
   */
  public long pid() {
    return namespace.pid();
  }

  /** Runs a command to its end, at most 30 seconds. */
  public CommandResult run(String... command) {
    return run(PATIENCE, List.of(command));
  }

  /** Runs a command to its end; throws if that takes longer than {@code patience}. */
  public CommandResult run(Duration patience, List<String> command) {
    Entrance entrance = Entrance.into(namespace, command, Map.of());
    Process process = entrance.process();
    CompletableFuture<String> stdout = readAll(process.getInputStream());
    CompletableFuture<String> stderr = readAll(process.getErrorStream());
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      process.getOutputStream().close();
      CompletableFuture.allOf(stdout, stderr).get(patience.toMillis(), TimeUnit.MILLISECONDS);
      // Not onExit: that needs a thread of the common pool, which may have one only, and that one
      // at work.
      if (!process.waitFor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        throw new TimeoutException();
      }
      return new CommandResult(
          name(), command, process.exitValue(), stdout.resultNow(), stderr.resultNow());
    } catch (TimeoutException e) {
      throw failure(command, "has not ended within " + patience.toMillis() + " ms", e);
    } catch (IOException | ExecutionException e) {
      throw failure(command, "its output cannot be read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(command, "interrupted", e);
    } finally {
      entrance.kill();
    }
  }

  /** Runs a command to its end; throws, with everything that it printed, if it fails. */
  public CommandResult check(String... command) {
    return run(command).orThrow();
  }

  /** Runs shell lines, each of which must succeed. */
  public CommandResult shell(String script) {
    return check("sh", "-ec", script);
  }

  /** Sets a kernel setting of this host, such as {@code net.ipv6.conf.all.seg6_enabled}. */
  public void sysctl(String name, Object value) {
    shell("echo '%s' > /proc/sys/%s".formatted(value, name.replace('.', '/')));
  }

  /**
   * Lets the kernel of this host take packets with a segment routing header; by default it drops
   * them, even where no segment is left.
   */
  public void acceptSegments() {
    sysctl("net.ipv6.conf.all.seg6_enabled", 1);
    interfaces().forEach(it -> sysctl("net.ipv6.conf." + it.name() + ".seg6_enabled", 1));
  }

  /** Starts a program that runs on; the lab's end is its end at the latest. */
  public HostProcess start(String... command) {
    return start(List.of(command), Map.of());
  }

  /** Starts a program with further environment variables. */
  public HostProcess start(List<String> command, Map<String, String> environment) {
    HostProcess process =
        new HostProcess(name(), command, Entrance.into(namespace, command, environment));
    processes.add(process);
    return process;
  }

  private static CompletableFuture<String> readAll(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofPlatform().daemon().start(task));
  }

  private LabException failure(List<String> command, String why, Exception cause) {
    return new LabException(name() + ": " + String.join(" ", command) + ": " + why, cause);
  }

  /**
   * Runs something on a thread whose network is this host's, and waits for the result.
   *
   * <p>Sockets that it opens are this host's for good. So are threads that it starts: it must start
   * none that others share, such as those of the common pool. What reads {@code /proc/net}, among
   * it {@link java.net.NetworkInterface}, sees the JVM's own network. Needs a JVM that is root
   * where the lab was started.
   */
  public <T> T call(Callable<T> work) {
    return Inside.network(name(), pid(), work);
  }

  /** Starts a daemon thread whose network is this host's, as in {@link #call}. */
  public Thread startThread(String threadName, Runnable work) {
    return call(() -> Thread.ofPlatform().daemon().name(threadName).start(work));
  }

  /** Captures what passes, from now on, through the interface to a neighbour. */
  public Capture capture(String peer) {
    return capture(peer, packet -> true);
  }

  /** Captures the packets that a filter lets through; it is shown each from its IPv6 header on. */
  public Capture capture(String peer, Predicate<byte[]> filter) {
    Capture capture = Capture.start(this, interfaceTo(peer).index(), filter);
    captures.add(capture);
    return capture;
  }

  /** What has passed through the interface to a neighbour. */
  public LinkBytes linkBytes(String peer) {
    return ProcFiles.linkBytes(pid(), interfaceTo(peer).name());
  }

  /**
   * Counts, from now on, the packets that a rule matches.
   *
   * @param chain of the mangle table: PREROUTING, INPUT, FORWARD, OUTPUT, POSTROUTING
   * @param match what {@code ip6tables} is told to match, such as {@code -i p1 -p tcp}; nothing for
   *     every packet
   */
  public RuleCounter countRule(String chain, String... match) {
    return RuleCounter.insert(this, chain, List.of(match));
  }

  /** A file or folder of this host, as this JVM reaches it. */
  public Path file(Path there) {
    return ProcFiles.file(pid(), there);
  }

  /**
   * Gives this host, and no other one, another content of a file, such as {@code /etc/resolv.conf}.
   */
  public void replaceFile(String path, String content) {
    Path replacement = Path.of("/run", "replaced" + path.replace('/', '-'));
    Path seenFromHere = file(replacement);
    try {
      Files.writeString(seenFromHere, content);
    } catch (IOException e) {
      throw new LabException(name() + ": " + path + " cannot be replaced", e);
    }
    check("sh", "-ec", BIND, replacement.toString(), path);
  }

  /** The command that gives the interface to a neighbour what the topology says. */
  String settings(String peer) {
    Interface it = interfaceTo(peer);
    List<Route> through =
        topology.routesOf(name()).stream()
            .filter(route -> route.device().equals(it.name()))
            .toList();
    return SetupScript.settings(List.of(it), through);
  }

  /** Ends the programs and captures that are still under way. */
  void endAll() {
    processes.forEach(HostProcess::kill);
    captures.forEach(Capture::close);
  }

  String describe() {
    String settings = run("sh", "-c", SHOW_SETTINGS).stdout();
    String programs =
        processes.stream().map(process -> "--- " + process + "\n").collect(Collectors.joining());
    return "=== %s\n%s%s".formatted(name(), settings, programs);
  }

  @Override
  public String toString() {
    return name();
  }
}
