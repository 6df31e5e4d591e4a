package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.proxy.flow.EndReason;

/**
 * When a client is answered.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Timeout(120)
class HandshakeTest {

  private static final int OPEN = 8000;
  private static final int CLOSED = 81;
  private static final int DROPPED = 82;
  private static final String XOR = "fc00:1::aaaa:0:55";
  private static final String IDENTITY = "fc00:1::1:0:0";

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private TcpPeers.Echo echo;

  @BeforeEach
  void startServer() {
    echo = TcpPeers.Echo.on(server, OPEN);
    server.check("ip6tables", "-A", "INPUT", "-p", "tcp", "--dport", "" + DROPPED, "-j", "DROP");
  }

  @AfterEach
  void stop() {
    echo.close();
    lab.close();
  }

  @Test
  void shouldMakeOneOnwardConnectionHoweverOftenTheHeldSynComesAgain() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"), "egress = \"plain\"");
    lab.steer("client", "server", XOR);
    RuleCounter asked = client.countRule("OUTPUT", "-p", "tcp", "--syn");
    dropTheFirstSyn();
    dropTheFirstSyn();
    dropTheFirstSyn();

    byte[] answer =
        TcpPeers.exchange(TcpPeers.connect(client, server, OPEN, 20_000), new byte[] {1, 2, 3});

    assertThat(answer).containsExactly(1, 2, 3);
    assertThat(asked.packets()).as("SYNs of the client").isGreaterThan(1);
    assertThat(echo.connections()).isOne();
  }

  /** Another time: the first one that is left. */
  private void dropTheFirstSyn() {
    server.shell(
        """
        ip6tables -A INPUT -p tcp --dport 8000 --syn \
          -m statistic --mode nth --every 1000000 --packet 0 -j DROP
        """);
  }

  @Test
  void shouldMakeRoomForTheNewestWhenSynsAreHeldWithoutEnd() throws IOException {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"), "max-handshakes = 4", "loops = 1");
    lab.steer("client", "server", XOR);
    List<Thread> waiting = IntStream.range(0, 12).mapToObj(_ -> connectInVain()).toList();

    proxy.awaitLine(EndReason.EVICTED.sentence(), ProgramInLab.PATIENCE);
    byte[] answer =
        TcpPeers.exchange(TcpPeers.connect(client, server, OPEN, 60_000), new byte[] {1});

    assertThat(answer).containsExactly(1);
    assertThat(waiting).allMatch(Thread::isAlive);
  }

  private Thread connectInVain() {
    return client.startThread(
        "in-vain",
        () -> {
          try (Socket socket = new Socket(server.address().toInet(), DROPPED)) {
            throw new AssertionError("connected to a port that drops: " + socket);
          } catch (IOException e) {
            // Once the lab is gone.
          }
        });
  }

  @Test
  void shouldAcceptBeforeTheServerDoesWhereTheHandshakeIsEarly() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"), "handshake = \"early\"");
    lab.steer("client", "server", XOR);

    assertAcceptedAndThenReset();
  }

  @Test
  void shouldLetAFunctionHaveAHandshakeOfItsOwn() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"), "[functions.xor]", "handshake = \"early\"");

    lab.steer("client", "server", XOR);
    assertAcceptedAndThenReset();
    lab.unsteer("client", "server");

    lab.steer("client", "server", IDENTITY);
    assertThatThrownBy(() -> TcpPeers.connect(client, server, CLOSED, 10_000))
        .hasRootCauseInstanceOf(ConnectException.class)
        .rootCause()
        .hasMessageContaining("refused");
  }

  private void assertAcceptedAndThenReset() throws IOException {
    try (Socket socket = TcpPeers.connect(client, server, CLOSED, 10_000)) {
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }
}
