package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * A long time of mixed load at 70 % of what is possible, while configurations are read again every
 * ten seconds and a function is replaced every minute. Nothing may fail, and nothing may grow.
 *
 * <pre>
 *                p1  p2
 *                  \ /
 *   client ─────  router  ───── server (srv6pipes server)
 * </pre>
 *
 * <p>Not part of a normal build: {@code -Dgroups=soak -DexcludedGroups= -Dsoak.minutes=60}. What it
 * saw is in {@code target/soak.md} afterwards.
 */
@NamespaceTest
@Tag("soak")
@Tag("same-for-everyone")
class SoakTest {

  private static final Logger LOG = LoggerFactory.getLogger(SoakTest.class);
  private static final Duration LENGTH = Duration.ofMinutes(Integer.getInteger("soak.minutes", 5));
  private static final long SEED = Long.getLong("soak.seed", 1);
  private static final Duration BETWEEN_RELOADS = Duration.ofSeconds(10);
  private static final int RELOADS_PER_SWAP = 6;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURING = Duration.ofSeconds(15);
  private static final double SHARE = 0.7;
  private static final int ROWS = 13;

  private static final int PORT = 8000;
  private static final int NUMBER = 0x8001;
  private static final List<String> CHAINS =
      List.of(
          "fc00:1::1:0:0,fc00:2::1:0:0", // identity: spliced
          "fc00:1::aaaa:0:55,fc00:2::aaaa:0:55", // xor
          "fc00:1::10:0:0,fc00:2::11:0:0", // zstd
          "fc00:1::12:0:0,fc00:2::13:0:0", // lz4
          "fc00:1::8001:0:0,fc00:2::1:0:0"); // the function that is replaced

  private static final long MOST_HEAP_GROWTH = 8 << 20;
  private static final long MOST_MEMORY_GROWTH_KIB = 128 << 10;
  private static final int MOST_THREADS_MORE = 8;

  /** So that memory shows what is needed, not what the machine would have to spare. */
  private static final Map<String, String> JVM = Map.of("JAVA_TOOL_OPTIONS", "-Xmx192m");

  /** What a process is like at a time. */
  private record Sample(
      long heapBytes, long memoryKib, long threads, long descriptors, int loaders) {

    static Sample of(HostProcess process) throws IOException, InterruptedException {
      LiveObjects alive = LiveObjects.of(process);
      return new Sample(
          alive.bytes(),
          process.memoryKib(),
          process.threads(),
          process.descriptors(),
          alive.count("org.srv6pipes.proxy.chain.PluginLoader"));
    }
  }

  private final Lab lab = Lab.star("client", "p1", "p2", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private final AtomicInteger reloads = new AtomicInteger();
  private final AtomicInteger swaps = new AtomicInteger();
  private final List<HostProcess> processes = new ArrayList<>();
  private final List<String> rows = new ArrayList<>();
  @TempDir private Path folder;
  private TcpPeers.EchoNow echo;

  @BeforeEach
  void start() throws IOException {
    shift(1).write(folder.resolve("shift.jar"));
    configure();
    for (String proxy : List.of("p1", "p2")) {
      processes.add(
          lab.host(proxy).start(ProgramInLab.command("proxy", "-c", file(proxy).toString()), JVM));
    }
    processes.forEach(it -> it.awaitLine("ready", ProgramInLab.PATIENCE));
    processes.add(ProgramInLab.start(server, "server", "-c", file("server").toString()));
    processes.getLast().awaitLine("ready", ProgramInLab.PATIENCE);
    client.sysctl("net.ipv4.ip_local_port_range", "10000 65000");
    echo = TcpPeers.EchoNow.on(server, PORT);
  }

  @AfterEach
  void stop() {
    echo.close();
    lab.close();
  }

  private Path file(String host) {
    return folder.resolve(host + ".toml");
  }

  /** Each time another one, though it means nearly the same. */
  private void configure() throws IOException {
    for (String proxy : List.of("p1", "p2")) {
      Files.writeString(
          file(proxy),
          """
          sid-prefixes = ["%s"]
          plugin-dirs = ["%s"]
          plugin-watch = true
          [timeouts]
          idle = "%ds"
          """
              .formatted(lab.sidPrefix(proxy), folder, 3600 + reloads.get()));
    }
    Files.writeString(file("server"), "");
  }

  private static PluginJar shift(int by) {
    return PluginJar.mapping("shift", NUMBER, "b + " + by);
  }

  /** An address of the server for each chain, and a route of the client to it. */
  private List<MixedLoad.Target> targets() throws IOException {
    Topology.Route out = lab.topology().routesOf("client").getFirst();
    List<MixedLoad.Target> targets = new ArrayList<>();
    for (int i = 0; i < CHAINS.size(); i++) {
      String address = "2001:db8:5041::" + (i + 1);
      server.check("ip", "-6", "addr", "add", address + "/128", "dev", "lo");
      client.shell(
          "ip -6 route add %s/128 encap seg6 mode inline segs %s dev %s via %s"
              .formatted(address, CHAINS.get(i), out.device(), out.gateway()));
      boolean plain = i < CHAINS.size() - 1;
      List<Integer> sums = plain ? List.of(0) : List.of(1, 2);
      targets.add(new MixedLoad.Target(InetAddress.getByName(address), PORT, sums));
    }
    lab.host("router").shell("ip -6 route add 2001:db8:5041::/64 via " + server.address());
    return targets;
  }

  @Test
  void shouldFailNothingAndStayAsLargeAsItIs() throws Exception {
    List<Long> idleSockets = socketsWithoutLoad();
    MixedLoad load = new MixedLoad(client, targets());
    LOG.info("soak.seed={}", SEED);
    load.start(SEED);
    limit(load);
    Thread operator = Thread.ofPlatform().daemon().name("operator").start(this::operate);

    List<List<Sample>> samples = watch(load);
    operator.interrupt();
    operator.join();
    load.finish();
    report(load);

    assertThat(load.failures())
        .as("failures, with soak.seed=%d; proxies say: %s", SEED, saidOfConnections())
        .isEmpty();
    for (MixedLoad.Kind kind : MixedLoad.Kind.values()) {
      assertThat(load.finished(kind)).as("finished %s", kind).isPositive();
    }
    assertFlat(samples);
    assertReloaded();
    assertGivenBack(idleSockets);
  }

  /** With the one through which a JVM listens to the JDK's tools, from the first question on. */
  private List<Long> socketsWithoutLoad() throws IOException, InterruptedException {
    for (HostProcess process : processes) {
      assertThat(Sample.of(process).loaders()).isLessThan(2);
    }
    return sockets();
  }

  private List<Long> sockets() {
    return processes.stream().map(HostProcess::sockets).toList();
  }

  /** First as much as possible, for a while, and from then on its share. */
  private static void limit(MixedLoad load) {
    LockSupport.parkNanos(WARM_UP.toNanos());
    long shorts = load.shorts();
    long pieces = load.pieces();
    LockSupport.parkNanos(MEASURING.toNanos());
    double shortRate = (load.shorts() - shorts) / (double) MEASURING.toSeconds();
    double pieceRate = (load.pieces() - pieces) / (double) MEASURING.toSeconds();
    LOG.info("possible: {} connections/s and beside them {} pieces/s", shortRate, pieceRate);
    load.limitTo(SHARE * shortRate, SHARE * pieceRate);
  }

  /** Reads configurations again every ten seconds, and replaces the function every minute. */
  private void operate() {
    long began = System.nanoTime();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        long due = began + BETWEEN_RELOADS.toNanos() * (reloads.get() + 1);
        LockSupport.parkNanos(due - System.nanoTime());
        if (System.nanoTime() >= due) {
          reload();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void reload() throws IOException {
    if (reloads.incrementAndGet() % RELOADS_PER_SWAP == 0) {
      shift(1 + swaps.incrementAndGet() % 2).moveTo(folder.resolve("shift.jar"));
    }
    configure();
    processes.forEach(it -> it.signal("HUP"));
  }

  /** What each process was like at equal distances of time. */
  private List<List<Sample>> watch(MixedLoad load) throws Exception {
    List<List<Sample>> samples = new ArrayList<>();
    long began = System.nanoTime();
    for (int row = 0; row < ROWS; row++) {
      long due = began + LENGTH.toNanos() / (ROWS - 1) * row;
      LockSupport.parkNanos(due - System.nanoTime());
      List<Sample> now = new ArrayList<>();
      for (HostProcess process : processes) {
        now.add(Sample.of(process));
      }
      samples.add(now);
      rows.add(row(Duration.ofNanos(System.nanoTime() - began), load, now));
      LOG.info("{}", rows.getLast());
    }
    return samples;
  }

  private String row(Duration time, MixedLoad load, List<Sample> now) {
    StringBuilder row = new StringBuilder("| ");
    row.append(
        "%d:%02d | %d | %d | %d | %d | %d | %d"
            .formatted(
                time.toMinutes(),
                time.toSecondsPart(),
                load.finished(MixedLoad.Kind.SHORT),
                load.finished(MixedLoad.Kind.LONG),
                load.finished(MixedLoad.Kind.SLOW),
                load.finished(MixedLoad.Kind.IDLE),
                load.failures().size(),
                reloads.get()));
    for (Sample it : now) {
      row.append(
          " | %.1f, %d, %d, %d, %d"
              .formatted(
                  it.heapBytes() / 1048576.0,
                  it.memoryKib() / 1024,
                  it.threads(),
                  it.descriptors(),
                  it.loaders()));
    }
    return row.append(" |").toString();
  }

  private void report(MixedLoad load) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| time | short | long | slow | idle | failed | reloads | p1: heap MiB, memory MiB,"
            + " threads, descriptors, loaders | p2 | server role |");
    lines.add("|---|---|---|---|---|---|---|---|---|---|");
    lines.addAll(rows);
    lines.add("");
    lines.add("%d jars swapped".formatted(swaps.get()));
    lines.addAll(load.failures());
    lines.addAll(load.failures().isEmpty() ? List.of() : saidOfConnections());
    Files.write(Path.of("target", "soak.md"), lines);
  }

  /** What proxies say of connections that did not finish by themselves. */
  private List<String> saidOfConnections() {
    List<String> said = new ArrayList<>();
    for (HostProcess process : processes) {
      process.lines().stream()
          .filter(it -> it.contains("flow="))
          .forEach(it -> said.add(process + ": " + it));
    }
    return said;
  }

  /** Compared with what they had after a third of the time. */
  private void assertFlat(List<List<Sample>> samples) {
    List<Sample> early = samples.get(ROWS / 3);
    List<Sample> late = samples.getLast();
    for (int i = 0; i < processes.size(); i++) {
      String who = processes.get(i).toString();
      assertThat(late.get(i).heapBytes() - early.get(i).heapBytes())
          .as("growth of the heap of %s", who)
          .isLessThan(MOST_HEAP_GROWTH);
      assertThat(late.get(i).memoryKib() - early.get(i).memoryKib())
          .as("growth of the memory of %s", who)
          .isLessThan(MOST_MEMORY_GROWTH_KIB);
      assertThat(late.get(i).threads() - early.get(i).threads())
          .as("threads more in %s", who)
          .isLessThan(MOST_THREADS_MORE);
    }
  }

  private void assertReloaded() {
    assertThat(reloads.get()).isGreaterThan((int) (LENGTH.toSeconds() / 10) - 3);
    for (HostProcess process : processes) {
      List<String> lines = process.lines();
      assertThat(lines.stream().filter(it -> it.contains("reloaded")))
          .hasSizeGreaterThan(reloads.get() / 2);
      assertThat(lines).noneMatch(it -> it.contains("not reloaded") || it.contains("ERROR"));
    }
  }

  private void assertGivenBack(List<Long> idleSockets) {
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(() -> assertThat(sockets()).isEqualTo(idleSockets));
    for (HostProcess proxy : processes.subList(0, 2)) {
      proxy.signal("TERM");
      assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
      assertThat(proxy.awaitLine("stopped", ProgramInLab.PATIENCE))
          .contains("open=0 buffer-bytes=0");
    }
  }
}
