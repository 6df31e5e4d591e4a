package org.srv6pipes.dist;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Impairment;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.lab.fault.FaultPlan;
import org.srv6pipes.lab.fault.FaultyPeer;
import org.srv6pipes.lab.fault.Heard;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * Connections at whose ends something goes wrong at some byte, over links that lose, repeat and
 * reorder. Each is byte-exact to its end, or fails where somebody can see it.
 *
 * <pre>
 *                p1  p2
 *                  \ /
 *   client ─────  router  ───── server (srv6pipes server)
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(1800)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultyConnectionsTest {

  private static final Logger LOG = LoggerFactory.getLogger(FaultyConnectionsTest.class);
  private static final int PORT = 8000;
  private static final int CONNECTIONS = Integer.getInteger("faulty.connections", 286);
  private static final long SEED = Long.getLong("faulty.seed", 1);
  private static final int AT_ONCE = Integer.getInteger("faulty.at-once", 60);
  private static final int FIRST_PORT = 10_000;
  private static final int PORTS = 50_000;
  private static final Impairment BAD =
      Impairment.NONE.withLoss(0.005).withReordering(0.01).withDuplication(0.005).withSeed(SEED);

  /** What a process has of the machine. */
  private record Footprint(long sockets, long descriptors, long threads) {

    static Footprint of(HostProcess process) {
      return new Footprint(process.sockets(), process.descriptors(), process.threads());
    }
  }

  private final Lab lab =
      Lab.start(
          Topology.star(
              List.of("client", "p1", "p2", "server"),
              LinkShape.PLAIN.withImpairment(Impairment.NONE)));
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private final Map<Integer, CompletableFuture<Socket>> expected = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> unexpected = new ConcurrentLinkedQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Map<String, LongAdder> ends = new ConcurrentSkipListMap<>();
  private List<HostProcess> proxies = List.of();
  private Map<HostProcess, Footprint> idle = Map.of();
  private ServerSocket listener;

  @BeforeAll
  void start(@TempDir Path folder) throws IOException {
    String keys = keys(folder);
    proxies =
        ProgramInLab.proxies(
            lab,
            List.of("p1", "p2"),
            "[timeouts]",
            "keep-alive = \"4s\"",
            "user = \"10s\"",
            "[functions.encrypt]",
            "key-file = \"" + keys + "\"",
            "[functions.decrypt]",
            "key-file = \"" + keys + "\"",
            "[functions.exec]",
            "max-processes = " + 4 * AT_ONCE,
            "[functions.exec.commands.1]",
            "run = [\"cat\"]");
    idle = proxies.stream().collect(toMap(proxy -> proxy, Footprint::of));
    ProgramInLab.server(server);
    listener = TcpPeers.listen(server, PORT);
    Thread.ofPlatform().daemon().start(this::accept);
    for (String name : List.of("client", "p1", "p2", "server")) {
      lab.link("router", name).shape(LinkShape.PLAIN.withImpairment(BAD));
    }
  }

  private static String keys(Path folder) throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "1=" + "5a".repeat(32));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    return keys.toString();
  }

  @AfterAll
  void stop() throws IOException {
    listener.close();
    lab.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket accepted = listener.accept();
        CompletableFuture<Socket> awaited = expected.remove(accepted.getPort());
        if (awaited == null) {
          Thread.ofVirtual().start(() -> mustBeSilent(accepted));
        } else {
          awaited.complete(accepted);
        }
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  /**
   * A SYN that was repeated or overtaken and comes after its connection: before the proxy asks the
   * client, it has connected to the server, which learns that it was nothing by a reset.
   */
  private void mustBeSilent(Socket accepted) {
    try (accepted) {
      if (accepted.getInputStream().read() >= 0) {
        unexpected.add(accepted.getRemoteSocketAddress().toString());
      }
    } catch (IOException e) {
      // A reset, as it should be.
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fc00:1::1:0:0 fc00:2::1:0:0", // identity
        "fc00:1::aaaa:0:55 fc00:2::aaaa:0:55", // xor
        "fc00:1::10:0:0 fc00:2::11:0:0", // zstd
        "fc00:1::12:0:0 fc00:2::13:0:0", // lz4
        "fc00:1::20:0:1 fc00:2::21:0:1", // encrypt, decrypt
        "fc00:1::32:0:0 fc00:2::33:0:0", // base64
        "fc00:1::30:0:1 fc00:2::30:0:1", // exec cat
      })
  @Order(1)
  void shouldBeExactOrFailVisibly(String sids) throws Exception {
    lab.steer("client", "server", sids.split(" "));
    ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    long last = numbers.get() + CONNECTIONS;
    List<Thread> clients =
        IntStream.range(0, AT_ONCE)
            .mapToObj(_ -> Thread.ofPlatform().start(() -> connectUntil(last, wrong)))
            .toList();
    for (Thread it : clients) {
      it.join();
    }
    LOG.info("{}: {} connections so far, heard by client/server: {}", sids, last, ends);
    assertThat(wrong)
        .as("with faulty.seed=%d; the proxies say:%n%s", SEED, whatProxiesSay(wrong))
        .isEmpty();
    assertThat(unexpected).as("connections that nobody made, with data").isEmpty();
  }

  private static int port(long number) {
    return FIRST_PORT + (int) (number % PORTS);
  }

  /** The lines of the proxies' connection logs about these. */
  private String whatProxiesSay(Collection<String> wrong) {
    return proxies.stream()
        .flatMap(proxy -> proxy.lines().stream())
        .filter(
            line ->
                wrong.stream()
                    .map(it -> it.replaceAll(".* port (\\d+):.*", "]:$1 "))
                    .anyMatch(line::contains))
        .collect(joining("\n"));
  }

  private void connectUntil(long last, ConcurrentLinkedQueue<String> wrong) {
    for (long number = numbers.getAndUpdate(it -> Math.min(last, it + 1));
        number < last;
        number = numbers.getAndUpdate(it -> Math.min(last, it + 1))) {
      try {
        String verdict = verdict(number);
        if (!verdict.isEmpty()) {
          wrong.add(number + " from port " + port(number) + ": " + verdict);
        }
      } catch (Exception e) {
        wrong.add(number + ": " + e);
      }
    }
  }

  /** What is wrong with this connection, or nothing. */
  private String verdict(long number) throws Exception {
    long seeded = number + SEED * 1_000_000_000L;
    int port = port(number);
    CompletableFuture<Socket> accepted = new CompletableFuture<>();
    expected.put(port, accepted);
    Socket socket = TcpPeers.connect(client, port, server, PORT, 60_000);
    CompletableFuture<Heard> atServer = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> serve(seeded, accepted, atServer));
    Heard atClient = FaultyPeer.of(seeded, FaultPlan.End.CLIENT, socket).run();
    Heard there = atServer.get(90, TimeUnit.SECONDS);
    ends.computeIfAbsent(atClient + "/" + there, _ -> new LongAdder()).increment();
    boolean well = atClient == Heard.ALL && there == Heard.ALL;
    boolean bad = atClient == Heard.WRONG || there == Heard.WRONG;
    return bad || (FaultPlan.mustEndWell(seeded) && !well)
        ? "client " + atClient + ", server " + there
        : "";
  }

  private static void serve(
      long number, CompletableFuture<Socket> accepted, CompletableFuture<Heard> heard) {
    try {
      Socket socket = accepted.get(10, TimeUnit.SECONDS);
      heard.complete(FaultyPeer.of(number, FaultPlan.End.SERVER, socket).run());
    } catch (TimeoutException e) {
      // The client was gone before the server's kernel knew that it had arrived.
      heard.complete(Heard.FAILED);
    } catch (Exception e) {
      heard.completeExceptionally(e);
    }
  }

  @Test
  @Order(2)
  void shouldHaveGivenEverythingBack() throws Exception {
    for (HostProcess proxy : proxies) {
      Footprint before = idle.get(proxy);
      await()
          .atMost(ProgramInLab.PATIENCE)
          .untilAsserted(
              () -> {
                Footprint now = Footprint.of(proxy);
                assertThat(now.sockets()).isEqualTo(before.sockets());
                assertThat(now.descriptors()).isEqualTo(before.descriptors());
              });
      LOG.info("before {}, after {}", before, Footprint.of(proxy));
    }
    for (String host : List.of("p1", "p2")) {
      Map<?, ?> status = Operator.status(lab.host(host));
      Map<?, ?> flows = (Map<?, ?>) status.get("flows");
      assertThat(flows.get("open")).isEqualTo(0L);
      assertThat(flows.get("handshakes")).isEqualTo(0L);
      assertThat(status.get("buffer-bytes")).isEqualTo(0L);
    }
    for (HostProcess proxy : proxies) {
      proxy.signal("TERM");
      assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
      assertThat(proxy.awaitLine("stopped flows", ProgramInLab.PATIENCE))
          .contains("open=0 buffer-bytes=0");
      assertThat(proxy.lines()).noneMatch(line -> line.contains("ERROR"));
    }
  }
}
