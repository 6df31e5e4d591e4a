package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * At a limit new connections are refused and those that there are go on; a peer that vanishes is
 * noticed.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class LimitsTest {

  private static final int PORT = 8000;
  private static final String XOR = "fc00:1::aaaa:0:55";
  private static final String ZSTD = "fc00:1::10:0:0";

  private final Lab lab = Lab.line("client", "p1", "server");
  private TcpPeers.Echo server;

  @BeforeEach
  void start() {
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @ParameterizedTest
  @CsvSource({
    "per-client = 1, the client's network has as many connections as it may",
    "per-function = { zstd-compress = 1 }, a function has as many connections as it may",
    "memory = \"6MiB\", functions hold as much memory as they may",
    "new-per-second = 1, too many connections begin"
  })
  void shouldRefuseWhatIsBeyondALimitAndLetTheOthersLive(String limit, String reason)
      throws Exception {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"), "[limits]", limit);
    lab.steer("client", "server", ZSTD);
    Socket first = connect();

    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 20; i++) {
                connect().close();
              }
            })
        .hasRootCauseInstanceOf(ConnectException.class)
        .rootCause()
        .hasMessageContaining("refused");
    proxy.awaitLine("refused: " + reason, ProgramInLab.PATIENCE);

    byte[] request = new byte[100_000];
    assertThat(TcpPeers.exchange(first, request)).isEqualTo(request);
    await()
        .atMost(ProgramInLab.PATIENCE)
        .pollInSameThread()
        .ignoreExceptions()
        .untilAsserted(() -> connect().close());
  }

  @Test
  void shouldRefuseWhatIsBeyondTheMostConnections() throws Exception {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"), "loops = 1", "max-connections = 1");
    lab.steer("client", "server", XOR);
    Socket first = connect();
    first.getOutputStream().write(1);
    assertThatThrownBy(this::connect)
        .hasRootCauseInstanceOf(ConnectException.class)
        .rootCause()
        .hasMessageContaining("refused");
    proxy.awaitLine("refused: the flow table is full", ProgramInLab.PATIENCE);
    assertThat(TcpPeers.exchange(first, new byte[10])).hasSize(11);
    await()
        .atMost(ProgramInLab.PATIENCE)
        .pollInSameThread()
        .ignoreExceptions()
        .untilAsserted(() -> connect().close());
  }

  @ParameterizedTest
  @CsvSource({
    "'', 'max-connections=179 because 500 files may be open'",
    "max-connections = 300, 'max-connections=300 needs 728 open files and 500 are allowed'"
  })
  void shouldSetTheMostConnectionsFromTheLimitOfOpenFiles(String line, String said) {
    HostProcess proxy =
        ProgramInLab.proxyWithFiles(lab.host("p1"), 500, "loops = 1", "slots = 13", line);
    proxy.awaitLine(said, ProgramInLab.PATIENCE);
    proxy.awaitLine("ready", ProgramInLab.PATIENCE);
  }

  @Test
  void shouldNoticeAClientThatVanishes() throws Exception {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"), "[timeouts]", "keep-alive = \"1s\"");
    lab.steer("client", "server", XOR);
    Socket client = connect();
    client.getOutputStream().write(1);
    lab.host("client").check("ip6tables", "-A", "INPUT", "-p", "tcp", "-j", "DROP");
    lab.host("client").check("ip6tables", "-A", "OUTPUT", "-p", "tcp", "-j", "DROP");
    proxy.awaitLine("end=client-vanished", ProgramInLab.PATIENCE);
    client.close();
  }

  @Test
  void shouldNoticeAServerThatAcknowledgesNothing() throws IOException {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"), "[timeouts]", "user = \"2s\"");
    lab.steer("client", "server", XOR);
    Socket client = connect();
    lab.host("server").check("ip6tables", "-A", "INPUT", "-p", "tcp", "-j", "DROP");
    client.getOutputStream().write(1);
    proxy.awaitLine("end=server-vanished", ProgramInLab.PATIENCE);
    client.close();
  }

  private Socket connect() {
    return TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 3_000);
  }
}
