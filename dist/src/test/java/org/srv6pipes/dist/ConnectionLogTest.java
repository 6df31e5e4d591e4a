package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.service.Json;

/**
 * Each way in which a connection can end, and the reason that stands in its line.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectionLogTest {

  private static final int ECHO = 8000;
  private static final int RESETS = 8001;
  private static final int SILENT = 8002;
  private static final int CLOSED = 81;
  private static final int DROPPED = 82;
  private static final int NEVER_ANSWERED = 8003;
  private static final String XOR = "fc00:1::aaaa:0:55";
  private static final String DECODE = "fc00:1::33:0:0";

  private final Lab lab = Lab.line("client", "p1", "server");
  private final List<AutoCloseable> servers = new ArrayList<>();
  private final List<Socket> held = new CopyOnWriteArrayList<>();

  @TempDir private static Path folder;
  private HostProcess proxy;
  private TcpPeers.Echo echo;

  @BeforeAll
  void start() {
    proxy =
        ProgramInLab.proxyFor(
            lab.host("p1"),
            "[timeouts]",
            "connect = \"1s\"",
            "arrival = \"1s\"",
            "idle = \"3s\"",
            "half-closed = \"1s\"",
            "drain = \"100ms\"",
            "[connection-log]",
            "file = \"" + log() + "\"",
            "format = \"json\"");
    Host server = lab.host("server");
    echo = TcpPeers.Echo.on(server, ECHO);
    servers.add(echo);
    servers.add(TcpPeers.Echo.on(server, NEVER_ANSWERED));
    serve(TcpPeers.listen(server, RESETS), ConnectionLogTest::reset);
    serve(TcpPeers.listen(server, SILENT), held::add);
    server.check("ip6tables", "-A", "INPUT", "-p", "tcp", "--dport", "" + DROPPED, "-j", "DROP");
    lab.host("client")
        .check(
            "ip6tables", "-A", "INPUT", "-p", "tcp", "--sport", "" + NEVER_ANSWERED, "-j", "DROP");
    await().atMost(ProgramInLab.PATIENCE).until(this::serves);
  }

  /** The first connection of a JVM may take longer than the timeouts here, on a busy machine. */
  private boolean serves() {
    try {
      exchange(XOR, ECHO);
      await().atMost(ProgramInLab.PATIENCE).until(() -> finishedLast(lines()));
      return true;
    } catch (IOException | RuntimeException notYet) {
      return false;
    }
  }

  @AfterAll
  void stop() throws Exception {
    for (AutoCloseable server : servers) {
      server.close();
    }
    lab.close();
  }

  private static boolean finishedLast(List<Map<?, ?>> lines) {
    return !lines.isEmpty() && "finished".equals(lines.getLast().get("end"));
  }

  /** What somebody does to a connection. */
  @FunctionalInterface
  interface Ending {
    void come() throws Exception;
  }

  private static Arguments row(String name, Ending ending, String end) {
    return Arguments.of(name, ending, end);
  }

  Stream<Arguments> endings() {
    return Stream.of(
        row("both sides finish", () -> exchange(XOR, ECHO), "finished"),
        row("the client resets", this::clientResets, "reset-by-client"),
        row("the server resets", () -> exchange(XOR, RESETS), "reset-by-server"),
        row("the port is closed", () -> exchange(XOR, CLOSED), "refused-by-server"),
        row("the server is silent", () -> exchange(XOR, DROPPED), "onward-timed-out"),
        row("a route says unreachable", () -> withRoute("unreachable"), "server-unreachable"),
        row("a route says throw", () -> withRoute("throw"), "no-route-to-server"),
        row("a route swallows", () -> withRoute("blackhole"), "onward-failed"),
        row("nobody says anything", () -> hold(SILENT), "idle-timed-out"),
        row(
            "one side finished long ago",
            () -> hold(SILENT).shutdownOutput(),
            "half-closed-timed-out"),
        row(
            "the bytes are not what a function takes",
            () -> exchange(DECODE, ECHO),
            "function-failed"),
        row("the operator kills it", this::kill, "killed"),
        row(
            "the client does not go on",
            () -> exchange(XOR, NEVER_ANSWERED),
            "client-never-arrived"));
  }

  @ParameterizedTest(name = "{0}: {2}")
  @MethodSource("endings")
  @Order(1)
  void shouldSayWhyAConnectionEnded(String name, Ending ending, String end) throws Exception {
    int before = lines().size();
    try {
      ending.come();
    } catch (IOException | RuntimeException expectedByMost) {
      assertThat(end).as(name).isNotEqualTo("finished");
    }
    await().atMost(ProgramInLab.PATIENCE).until(() -> lines().size() > before);
    assertThat(lines().get(before).get("end")).isEqualTo(end);
  }

  /**
   * A SYN that a client sent again before it gave up is a connection of its own, and ends later.
   */
  @BeforeEach
  void awaitTheEndOfEarlierConnections() {
    await().atMost(ProgramInLab.PATIENCE).until(() -> Operator.flows(lab.host("p1")).isEmpty());
  }

  @AfterEach
  void closeWhatIsHeld() throws IOException {
    for (Socket socket : held) {
      socket.close();
    }
    held.clear();
  }

  @Test
  @Order(2)
  void shouldCountEveryByteBeforeAndAfterEachFunction() throws Exception {
    byte[] request = "I love dogs!".repeat(10_000).getBytes(UTF_8);
    lab.steer("client", "server", "fc00:1::10:0:0");

    Socket socket = connect(ECHO);
    int port = socket.getLocalPort();
    TcpPeers.exchange(socket, request);

    String client = "[2001:db8:1::2]:" + port;
    Map<?, ?> line =
        await()
            .atMost(ProgramInLab.PATIENCE)
            .until(() -> lineOf(client), Optional::isPresent)
            .orElseThrow();
    int compressed = seenByServer(port).length;
    assertThat(compressed).isLessThan(request.length / 10);
    assertThat((String) line.get("server")).isEqualTo("[2001:db8:2::2]:" + ECHO);
    Map<?, ?> forward = (Map<?, ?>) line.get("forward");
    assertThat(forward.get("sids")).isEqualTo(List.of("fc00:1::10:0:0"));
    assertThat(forward.get("onward")).isEqualTo(List.of("2001:db8:2::2"));
    assertThat(forward.get("bytes-in")).isEqualTo((long) request.length);
    assertThat(forward.get("bytes-out")).isEqualTo((long) compressed);
    Map<?, ?> function = (Map<?, ?>) ((List<?>) forward.get("functions")).getFirst();
    assertThat((String) function.get("name")).startsWith("zstd-compress");
    assertThat(function.get("bytes-in")).isEqualTo((long) request.length);
    assertThat(function.get("bytes-out")).isEqualTo((long) compressed);
    Map<?, ?> back = (Map<?, ?>) line.get("return");
    assertThat(back.get("bytes-in")).isEqualTo((long) compressed);
    assertThat(back.get("bytes-out")).isEqualTo((long) request.length);
    assertThat((Long) ((Map<?, ?>) line.get("client-leg")).get("rtt-us")).isPositive();
    assertThat(((Map<?, ?>) line.get("server-leg")).get("retransmissions")).isEqualTo(0L);
  }

  @Test
  @Order(3)
  void shouldOpenTheFileAnewAfterItWasMovedAway() throws Exception {
    Path old = folder.resolve("old.log");
    Files.move(log(), old);
    Operator.ask(lab.host("p1"), Map.of("ask", "reload"));

    lab.steer("client", "server", XOR);
    TcpPeers.exchange(connect(ECHO), new byte[1]);

    await().atMost(ProgramInLab.PATIENCE).until(() -> lines().size() == 1);
  }

  @Test
  @Order(4)
  void shouldSayThatTheProxyStopped() throws Exception {
    lab.steer("client", "server", XOR);
    int before = lines().size();
    hold(SILENT);
    await().atMost(ProgramInLab.PATIENCE).until(() -> !Operator.flows(lab.host("p1")).isEmpty());
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(lines().get(before).get("end")).isEqualTo("proxy-stopped");
  }

  private Path log() {
    return folder.resolve("connections.log");
  }

  private List<Map<?, ?>> lines() {
    try {
      return Files.exists(log())
          ? Files.readAllLines(log()).stream()
              .<Map<?, ?>>map(line -> (Map<?, ?>) Json.parse(line))
              .toList()
          : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Optional<Map<?, ?>> lineOf(String client) {
    return lines().stream()
        .filter(line -> client.equals(line.get("client")))
        .<Map<?, ?>>map(line -> line)
        .findAny();
  }

  private byte[] seenByServer(int port) throws InterruptedException {
    TcpPeers.Seen seen = echo.next();
    while (seen.client().getPort() != port) {
      seen = echo.next();
    }
    return seen.received().toBytes();
  }

  private void exchange(String sid, int port) throws IOException {
    lab.steer("client", "server", sid);
    TcpPeers.exchange(connect(port), "?!".getBytes(UTF_8));
  }

  private Socket connect(int port) {
    return TcpPeers.connect(lab.host("client"), lab.host("server"), port, 2000);
  }

  /** A connection that is open and silent. */
  private Socket hold(int port) {
    lab.steer("client", "server", XOR);
    Socket socket = connect(port);
    held.add(socket);
    return socket;
  }

  private void clientResets() throws IOException {
    Socket socket = hold(SILENT);
    socket.getOutputStream().write(1);
    socket.setSoLinger(true, 0);
    socket.close();
  }

  private void kill() throws Exception {
    Socket socket = hold(SILENT);
    Host p1 = lab.host("p1");
    await()
        .atMost(Duration.ofSeconds(2))
        .until(
            () -> Operator.flows(p1).stream().anyMatch(it -> "relaying".equals(it.get("state"))));
    Operator.ask(
        p1, Map.of("ask", "kill", "flow", (Object) Operator.flows(p1).getFirst().get("flow")));
    socket.getInputStream().read();
  }

  private void withRoute(String type) throws IOException {
    Host p1 = lab.host("p1");
    String server = lab.host("server").address() + "/128";
    p1.check("ip", "-6", "route", "add", type, server);
    try {
      exchange(XOR, ECHO);
    } finally {
      p1.check("ip", "-6", "route", "del", type, server);
    }
  }

  /** What a server does with a connection. */
  @FunctionalInterface
  private interface Service {
    void serve(Socket connection) throws IOException;
  }

  private void serve(ServerSocket listener, Service service) {
    servers.add(listener);
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              while (!listener.isClosed()) {
                try {
                  service.serve(listener.accept());
                } catch (IOException e) {
                  return; // closed
                }
              }
            });
  }

  private static void reset(Socket connection) throws IOException {
    try (connection;
        InputStream in = connection.getInputStream()) {
      in.read();
      connection.setSoLinger(true, 0);
    }
  }
}
