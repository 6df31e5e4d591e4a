package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Impairment;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * Two ways on from one proxy, of which one is slow and loses packets.
 *
 * <pre>
 *             p1  p2
 *              │  │
 *   client ── router ── server
 *                ║
 *               p3            ║ 20 ms each way, loses one packet in twenty
 * </pre>
 */
@NamespaceTest(tools = "promtool")
@Tag("same-for-everyone")
@Timeout(180)
class PathMetricsTest {

  private static final int PORT = 8000;
  private static final int HTTP = 9465;
  private static final int CONNECTIONS = 3;
  private static final Duration DELAY = Duration.ofMillis(20);
  private static final String HERE = "fc00:1::aaaa:0:3";
  private static final String QUICK = "fc00:2::aaaa:0:5";
  private static final String SLOW = "fc00:3::aaaa:0:5";

  /** So that the server, which knows nothing of segments, answers the last proxy. */
  private static final String EGRESS = "egress = 'own-address'";

  @TempDir private Path folder;
  private final Lab lab = Lab.start(topology());
  private final TcpPeers.Echo server = TcpPeers.Echo.on(lab.host("server"), PORT);

  private static Topology topology() {
    Impairment far = Impairment.NONE.withDelay(DELAY).withLoss(0.05).withSeed(1);
    return Topology.builder()
        .host("client")
        .proxy("p1")
        .proxy("p2")
        .proxy("p3")
        .host("server")
        .router("router")
        .link("router", "client")
        .link("router", "p1")
        .link("router", "p2")
        .link("router", "p3", LinkShape.PLAIN.withImpairment(far))
        .link("router", "server")
        .build();
  }

  @BeforeEach
  void start() {
    ProgramInLab.proxyFor(
        lab.host("p1"),
        EGRESS,
        "[admin]",
        "http-port = " + HTTP,
        "[connection-log]",
        "file = \"" + folder.resolve("connections.log") + "\"");
    ProgramInLab.proxyFor(lab.host("p2"), EGRESS);
    ProgramInLab.proxyFor(lab.host("p3"), EGRESS);
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @Test
  void shouldTellAPathThatIsSlowAndLosesPacketsFromOneThatDoesNot() throws Exception {
    exchange(HERE);
    exchange(HERE, QUICK);
    exchange(HERE, SLOW);

    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(scrape())
                    .contains("srv6pipes_flows_ended_total{reason=\"finished\"} 9"));
    assertThat(roundTrips("_count", "server", "direct")).isEqualTo(CONNECTIONS);
    assertThat(roundTrips("_count", "server", QUICK)).isEqualTo(CONNECTIONS);
    assertThat(roundTrips("_count", "server", SLOW)).isEqualTo(CONNECTIONS);
    assertThat(roundTrips("_count", "client", "direct")).isEqualTo(3 * CONNECTIONS);
    assertThat(roundTrip(SLOW)).isGreaterThan(2 * DELAY.toMillis() / 1e3);
    assertThat(roundTrip(QUICK)).isLessThan(roundTrip(SLOW) / 2);
    assertThat(retransmissions(SLOW)).isGreaterThan(retransmissions(QUICK));
    Path scraped = Files.writeString(folder.resolve("scraped"), scrape());
    lab.host("p1").shell("promtool check metrics < " + scraped);
  }

  private void exchange(String... sids) throws Exception {
    lab.steer("client", "server", sids);
    byte[] bytes = new byte[300_000];
    for (int i = 0; i < CONNECTIONS; i++) {
      TcpPeers.exchange(
          TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 30_000), bytes);
    }
  }

  private double roundTrip(String path) {
    return roundTrips("_sum", "server", path) / roundTrips("_count", "server", path);
  }

  private double roundTrips(String what, String leg, String path) {
    return value("srv6pipes_path_round_trip_seconds" + what, leg, path);
  }

  private double retransmissions(String path) {
    return value("srv6pipes_path_retransmissions_total", "server", path);
  }

  private double value(String metric, String leg, String path) {
    String name = "%s{leg=\"%s\",path=\"%s\"} ".formatted(metric, leg, path);
    return scrape()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + "in\n" + scrape()));
  }

  private String scrape() {
    return Http.get(lab.host("p1"), HTTP, "/metrics");
  }
}
