package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * What Prometheus reads.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest(tools = "promtool")
@Tag("same-for-everyone")
@Timeout(180)
class MetricsTest {

  private static final int PORT = 8000;
  private static final int HTTP = 9465;
  private static final String XOR = "fc00:1::aaaa:0:55";

  /** In full: -Dmetrics.flows=9000. */
  private static final int FLOWS = Integer.getInteger("metrics.flows", 1000);

  /** Twice what a scrape of 9 000 flows may take, for a machine that is busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int LARGEST = 200_000;

  @TempDir private Path folder;
  private final Lab lab = Lab.line("client", "p1", "server");
  private final TcpPeers.Echo server = TcpPeers.Echo.on(lab.host("server"), PORT);

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @Test
  void shouldCountEveryByteAndPleasePromtool() throws Exception {
    ProgramInLab.proxyFor(lab.host("p1"), "[admin]", "http-port = " + HTTP);
    lab.steer("client", "server", XOR);
    TcpPeers.exchange(connect(), new byte[1_000_000]);
    Socket open = connect();
    open.getOutputStream().write(new byte[234]);

    String labels = "{function=\"xor\",sid=\"" + XOR + "\",direction=\"forward\"";
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(scrape().lines())
                    .contains(
                        "srv6pipes_bytes_total{direction=\"forward\",at=\"in\"} 1000234",
                        "srv6pipes_bytes_total{direction=\"return\",at=\"out\"} 1000000",
                        "srv6pipes_flows 1",
                        "srv6pipes_flows_ended_total{reason=\"finished\"} 1",
                        "srv6pipes_function_bytes_total" + labels + ",at=\"out\"} 1000234",
                        "srv6pipes_function_flows" + labels + "} 1",
                        "srv6pipes_onward_connect_seconds_count 2"));
    Path scraped = Files.writeString(folder.resolve("scraped"), scrape());
    lab.host("p1").shell("promtool check metrics < " + scraped);
    open.close();
  }

  @Test
  void shouldTellOfManyFlowsSoonAndInFewWords() throws Exception {
    ProgramInLab.proxyFor(lab.host("p1"), "[admin]", "http-port = " + HTTP);
    lab.steer("client", "server", XOR);
    List<Socket> sockets = connect(FLOWS);
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(() -> scrape().contains("srv6pipes_flows " + FLOWS));

    long began = System.nanoTime();
    String text = scrape();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
    assertThat(text.getBytes(UTF_8)).hasSizeLessThan(LARGEST);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /**
   * A sixteenth of a core on a quiet machine of two; processor time, so that load counts little.
   */
  @Test
  void shouldCostLittleToBeLookedAt() throws Exception {
    ProgramInLab.proxyFor(lab.host("p1"), "[admin]", "http-port = " + HTTP);
    lab.steer("client", "server", XOR);
    List<Socket> sockets = connect(FLOWS);
    int warmUp = 5;
    int measured = 10;
    Http.firstLines(lab.host("p1"), HTTP, "/events", 2 * warmUp);
    double before = cpuSeconds();
    List<String> events = Http.firstLines(lab.host("p1"), HTTP, "/events", 2 * measured);
    double share = (cpuSeconds() - before) / (measured - 1);

    assertThat(events.getLast()).contains("\"open\":" + FLOWS);
    assertThat(share).as("share of a core").isLessThan(0.5);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private double cpuSeconds() {
    return scrape()
        .lines()
        .filter(line -> line.startsWith("process_cpu_seconds_total "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
        .findFirst()
        .orElseThrow();
  }

  private List<Socket> connect(int count) throws Exception {
    List<Socket> sockets = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<Socket>> connecting = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        connecting.add(threads.submit(() -> connect()));
      }
      for (Future<Socket> socket : connecting) {
        sockets.add(socket.get());
      }
    }
    return sockets;
  }

  private String scrape() {
    return Http.get(lab.host("p1"), HTTP, "/metrics");
  }

  private Socket connect() {
    return TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000);
  }
}
