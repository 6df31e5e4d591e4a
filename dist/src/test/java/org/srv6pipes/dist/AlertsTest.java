package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.NfQueueCounters;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.admin.Answer;

/**
 * Each alert fires when what it warns of happens: a real Prometheus scrapes a real proxy. The rules
 * are those of the file, only that nothing has to last for minutes.
 *
 * <pre>
 *   client ───── p1 with Prometheus ───── server
 * </pre>
 */
@NamespaceTest(tools = {"prometheus", "promtool"})
@Tag("same-for-everyone")
@Timeout(180)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AlertsTest {

  private static final Path RULES =
      Path.of(System.getProperty("srv6pipes.root"), "dist/grafana/alerts.yml");
  private static final int PORT = 8000;
  private static final int CLOSED = 81;
  private static final int DROPPED = 82;
  private static final int HTTP = 9465;
  private static final int PROMETHEUS = 9090;
  private static final int MOST_FLOWS = 10;
  private static final int MOST_HANDSHAKES = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final String XOR = "fc00:1::aaaa:0:55";
  private static final Pattern METRIC = Pattern.compile("\\b(srv6pipes|process)_[a-z_]+");
  private static final String DECODE = "fc00:1::33:0:0";

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host p1 = lab.host("p1");
  private final List<AutoCloseable> held = new ArrayList<>();

  @TempDir private static Path folder;
  private HostProcess proxy;
  private TcpPeers.Echo server;

  @BeforeAll
  void start() throws IOException {
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
    lab.host("server")
        .check("ip6tables", "-A", "INPUT", "-p", "tcp", "--dport", "" + DROPPED, "-j", "DROP");
    proxy =
        ProgramInLab.proxyFor(
            p1,
            "loops = 1",
            "max-connections = " + MOST_FLOWS,
            "max-handshakes = " + MOST_HANDSHAKES,
            "queue-length = " + MOST_HANDSHAKES,
            "[timeouts]",
            "drain = \"60s\"",
            "[admin]",
            "http-port = " + HTTP);
    lab.steer("client", "server", XOR);
    Files.writeString(
        folder.resolve("alerts.yml"),
        Files.readString(RULES).replaceAll("for: \\d+m", "for: 0s").replace("[5m]", "[20s]"));
    Path config =
        Files.writeString(
            folder.resolve("prometheus.yml"),
            """
            global: { scrape_interval: 1s, evaluation_interval: 1s }
            rule_files: [ alerts.yml ]
            scrape_configs:
              - job_name: srv6pipes
                static_configs: [ { targets: [ "[::1]:%d" ] } ]
            """
                .formatted(HTTP));
    p1.start(
        "prometheus",
        "--config.file=" + config,
        "--storage.tsdb.path=" + folder.resolve("data"),
        "--web.listen-address=[::1]:" + PROMETHEUS);
  }

  @AfterAll
  void stop() {
    server.close();
    lab.close();
  }

  @AfterEach
  void release() throws Exception {
    for (AutoCloseable connection : held) {
      connection.close();
    }
    held.clear();
  }

  @Test
  @Order(1)
  void shouldFindNothingToSayAboutTheRulesNorAboutAProxyThatIsWell() {
    p1.check("promtool", "check", "rules", RULES.toString());
    await().atMost(PATIENCE).until(() -> value("up").equals("1"));
    assertThat(firing()).isEmpty();
  }

  @Test
  @Order(1)
  void shouldHaveADashboardThatAsksForWhatThereIs() throws IOException {
    await().atMost(PATIENCE).until(() -> value("up").equals("1"));
    String scraped = Http.get(p1, HTTP, "/metrics");
    Object dashboard = Json.parse(Files.readString(RULES.resolveSibling("dashboard.json")));
    List<String> expressions =
        Answer.of(dashboard).objects("panels").stream()
            .flatMap(panel -> panel.objects("targets").stream())
            .map(target -> target.text("expr").replace("$instance", ".*"))
            .toList();

    assertThat(expressions).hasSizeGreaterThan(10);
    for (String expression : expressions) {
      String query = "/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8);
      assertThat(Http.get(p1, PROMETHEUS, query)).as(expression).contains("\"success\"");
      METRIC
          .matcher(expression)
          .results()
          .map(found -> found.group().replaceAll("_(bucket|sum|count)$", ""))
          .forEach(metric -> assertThat(scraped).contains("# TYPE " + metric + " "));
    }
  }

  @Test
  @Order(2)
  void shouldWarnWhenAFunctionFails() throws IOException {
    lab.steer("client", "server", DECODE);
    // Twice, because a counter that was never seen without its label has not increased.
    fail(DECODE);
    await()
        .atMost(PATIENCE)
        .until(() -> value("srv6pipes_flows_ended_total", "function-failed") > 0);
    fail(DECODE);
    awaitAlert("FunctionsFail");
  }

  @Test
  @Order(3)
  void shouldWarnWhenServersAreNotReached() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              refused();
              return firing().contains("ServersAreNotReached");
            });
  }

  @Test
  @Order(4)
  void shouldWarnWhenTheFlowTableIsNearlyFull() {
    lab.steer("client", "server", XOR);
    for (int i = 0; i < MOST_FLOWS; i++) {
      held.add(TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000));
    }
    awaitAlert("FlowTableNearlyFull");
  }

  @Test
  @Order(5)
  void shouldWarnWhenManyHandshakesAreUnderWay() {
    for (int i = 0; i < 2 * MOST_HANDSHAKES; i++) {
      begin(DROPPED);
    }
    awaitAlert("HandshakesNearlyFull");
  }

  @Test
  @Order(6)
  void shouldWarnWhenLoopsAreLateAndTheKernelDropsSyns() throws Exception {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              proxy.signal("STOP");
              for (int i = 0; i < 20; i++) {
                begin(PORT);
              }
              await().pollDelay(Duration.ofMillis(700)).until(() -> true);
              proxy.signal("CONT");
              return firing().contains("LoopsAreLate");
            });
    assumeTrue(p1.call(NfQueueCounters::areReadable), "the kernel tells root of the machine only");
    awaitAlert("SynsAreDropped");
  }

  @Test
  @Order(7)
  void shouldWarnWhenAProxyDrainsForLong() throws Exception {
    // The handshakes of the tests before may be in the way for a while.
    await()
        .atMost(PATIENCE)
        .pollInSameThread()
        .ignoreExceptions()
        .untilAsserted(
            () -> held.add(TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 4_000)));
    Operator.ask(p1, Map.of("ask", "drain"));
    awaitAlert("DrainsForLong");
  }

  @Test
  @Order(8)
  void shouldWarnWhenAProxyIsAway() {
    proxy.signal("KILL");
    awaitAlert("ProxyIsAway");
  }

  private void fail(String sid) throws IOException {
    lab.steer("client", "server", sid);
    try {
      TcpPeers.exchange(
          TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000), new byte[] {'?'});
    } catch (IOException expected) {
      assertThat(expected).hasMessageContaining("reset");
    }
  }

  private void refused() {
    try (Socket socket = TcpPeers.connect(lab.host("client"), lab.host("server"), CLOSED, 1000)) {
      assertThat(socket.isConnected()).isFalse();
    } catch (IOException | RuntimeException expected) {
      assertThat(expected).rootCause().hasMessageContaining("refused");
    }
  }

  /** Sends a SYN and waits for nothing. */
  private void begin(int port) {
    held.add(
        lab.host("client")
            .call(
                () -> {
                  SocketChannel channel = SocketChannel.open();
                  channel.configureBlocking(false);
                  channel.connect(
                      new InetSocketAddress(lab.host("server").address().toInet(), port));
                  return channel;
                }));
  }

  private void awaitAlert(String name) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .untilAsserted(() -> assertThat(firing()).contains(name));
  }

  private List<String> firing() {
    Map<?, ?> data = data("/api/v1/alerts");
    return ((List<?>) data.get("alerts"))
        .stream()
            .map(it -> (Map<?, ?>) it)
            .filter(it -> "firing".equals(it.get("state")))
            .map(it -> ((Map<?, ?>) it.get("labels")).get("alertname").toString())
            .toList();
  }

  private String value(String metric) {
    List<?> results = (List<?>) data("/api/v1/query?query=" + metric).get("result");
    return results.isEmpty()
        ? ""
        : ((List<?>) ((Map<?, ?>) results.getFirst()).get("value")).getLast().toString();
  }

  private long value(String metric, String reason) {
    String selector = "%7Breason%3D%22" + reason + "%22%7D";
    String value = value(metric + selector);
    return value.isEmpty() ? 0 : Long.parseLong(value);
  }

  private Map<?, ?> data(String path) {
    try {
      return (Map<?, ?>) ((Map<?, ?>) Json.parse(Http.get(p1, PROMETHEUS, path))).get("data");
    } catch (RuntimeException notYetUp) {
      return Map.of("alerts", List.of(), "result", List.of());
    }
  }
}
