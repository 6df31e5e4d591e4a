package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.service.admin.AdminException;

/**
 * A proxy that is asked to stop while connections go through it. The client's packets have a route
 * to it that does not depend on the announced one.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(240)
class DrainTest {

  private static final int PORT = 8000;
  private static final int FLOWS = 8;
  private static final byte[] WORDS = "new ones are taken until routers know".getBytes(UTF_8);

  enum Asked {
    BY_SIGNAL,
    BY_COMMAND
  }

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host middle = lab.host("p1");
  private final Host server = lab.host("server");
  private TcpPeers.EchoNow echo;
  private HostProcess proxy;

  @BeforeEach
  void start() {
    proxy =
        ProgramInLab.proxyFor(
            middle, "egress = \"plain\"", "announce = \"6s\"", "[timeouts]", "drain = \"2m\"");
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
    echo = TcpPeers.EchoNow.on(server, PORT);
  }

  @AfterEach
  void stop() {
    echo.close();
    lab.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldWithdrawBeforeItRefusesAndKeepWhatIsThere(Asked asked) throws Exception {
    List<Conversation> flows = Conversation.between(client, server, PORT, FLOWS);
    assertThat(announced()).isNotEmpty();

    ask(asked);
    await()
        .pollInterval(Duration.ofMillis(10))
        .atMost(ProgramInLab.PATIENCE)
        .until(() -> announced().isEmpty());
    assertThat(refused()).as("SYNs refused when the route has gone").isZero();
    assertThat(TcpPeers.exchange(TcpPeers.connect(client, server, PORT, 60_000), WORDS))
        .isEqualTo(WORDS);

    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(() -> Operator.status(middle).get("state").equals("draining"));
    assertThatThrownBy(() -> TcpPeers.connect(client, server, PORT, 1500))
        .hasMessageContaining("timed out");
    assertThat(refused()).isPositive();
    Conversation.awaitRounds(flows, 50);
    flows.forEach(Conversation::finish);
    assertThat(flows).allMatch(it -> it.failure() == null);
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(proxy.lines())
        .noneMatch(it -> it.contains("did not finish"))
        .anyMatch(it -> it.contains("new connections are taken for 6s more"));
  }

  private void ask(Asked how) throws AdminException {
    switch (how) {
      case BY_SIGNAL -> proxy.signal("TERM");
      case BY_COMMAND -> Operator.ask(middle, Map.of("ask", "drain"));
    }
  }

  private String announced() {
    return middle.check("ip", "-6", "route", "show", "proto", "84").stdout();
  }

  private long refused() throws AdminException {
    Map<?, ?> syns = (Map<?, ?>) Operator.status(middle).get("syns");
    Object count = ((Map<?, ?>) syns.get("refused")).get("draining");
    return count == null ? 0 : (Long) count;
  }
}
