package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Impairment;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;

/**
 * What a server sees of a connection is the client's, and what a client sees the server's.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class IdentityOfTheConnectionTest {

  private static final int PORT = 8000;
  private static final int CLIENT_PORT = 20_000;
  private static final int TIMES = 30;
  private static final int SEVERAL = 5;
  private static final Duration ON_ITS_WAY = Duration.ofMillis(40);
  private static final int PATIENCE_MILLIS = 10_000;

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldTakeAnotherPortWhereTheClientsCannotBeUsed() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
    int occupied = occupyTheClientsPort();

    try (ServerSocket listener = TcpPeers.listen(server, PORT);
        Socket socket = TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000);
        Socket accepted = listener.accept()) {
      InetSocketAddress seen = (InetSocketAddress) accepted.getRemoteSocketAddress();
      assertThat(seen.getAddress()).isEqualTo(client.address().toInet());
      assertThat(seen.getPort()).isNotEqualTo(CLIENT_PORT);
      assertThat(socket.getLocalPort()).isEqualTo(CLIENT_PORT);
    } finally {
      TcpSocket.close(occupied);
    }
  }

  @Test
  void shouldResetWhereTheClientsPortCannotBeUsedAndThatWasAskedFor() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"), "port-conflict = \"reset\"");
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
    int occupied = occupyTheClientsPort();

    try (TcpPeers.Echo echo = TcpPeers.Echo.on(server, PORT)) {
      assertThatThrownBy(() -> TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000))
          .hasRootCauseInstanceOf(ConnectException.class)
          .rootCause()
          .hasMessageContaining("refused");
      assertThat(echo.connections()).isZero();
    } finally {
      TcpSocket.close(occupied);
    }
  }

  /** By another program on the middlebox that takes what is not its own. */
  private int occupyTheClientsPort() {
    return lab.host("p1")
        .call(
            () -> {
              int socket = TcpSocket.open();
              SocketOptions.transparent(socket);
              TcpSocket.bind(socket, client.address().high(), client.address().low(), CLIENT_PORT);
              return socket;
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"handshake = \"end-to-end\"", "handshake = \"early\"", "capture = \"saved-syn\""})
  void shouldServeTheSamePortsAgainRightAfterTheServerClosedFirst(String line) throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"), line);
    lab.steer("client", "server", "fc00:1::aaaa:0:55");

    try (ServerSocket listener = TcpPeers.listen(server, PORT)) {
      for (int i = 0; i < TIMES; i++) {
        try (Socket socket = TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000)) {
          try (Socket accepted = listener.accept()) {
            assertThat(accepted.getPort()).isEqualTo(CLIENT_PORT);
            accepted.getOutputStream().write(i);
          }
          assertThat(socket.getInputStream().read()).isEqualTo(i ^ 0x55);
          assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
      }
    }
  }

  /** Each is closing while the other's FIN is on its way. */
  @ParameterizedTest
  @ValueSource(
      strings = {"handshake = \"end-to-end\"", "handshake = \"early\"", "capture = \"saved-syn\""})
  void shouldServeTheSamePortsAgainAfterBothClosedAtOnce(String line) throws IOException {
    LinkShape far = LinkShape.PLAIN.withImpairment(Impairment.NONE.withDelay(ON_ITS_WAY));
    try (Lab slow = Lab.start(Topology.line(List.of("client", "p1", "server"), far))) {
      ProgramInLab.proxyFor(slow.host("p1"), line);
      slow.steer("client", "server", "fc00:1::aaaa:0:55");
      closeBothAtOnce(slow.host("client"), slow.host("server"));
    }
  }

  private static void closeBothAtOnce(Host client, Host server) throws IOException {
    try (ServerSocket listener = TcpPeers.listen(server, PORT)) {
      for (int i = 0; i < SEVERAL; i++) {
        Socket socket = TcpPeers.connect(client, CLIENT_PORT, server, PORT, PATIENCE_MILLIS);
        Socket accepted = listener.accept();
        socket.getOutputStream().write(i);
        assertThat(accepted.getInputStream().read()).isEqualTo(i ^ 0x55);
        accepted.getOutputStream().write(i);
        assertThat(socket.getInputStream().read()).isEqualTo(i ^ 0x55);
        awaitNothingUnderWay();
        accepted.close();
        LockSupport.parkNanos(ON_ITS_WAY.toNanos()); // that FIN is at the proxy now
        socket.close();
        awaitNothingUnderWay();
      }
    }
  }

  private static void awaitNothingUnderWay() {
    LockSupport.parkNanos(ON_ITS_WAY.multipliedBy(6).toNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"end-to-end", "early"})
  void shouldServeTheSamePortsAgainRightAfterTheClientReset(String handshake) throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"), "handshake = \"" + handshake + "\"");
    lab.steer("client", "server", "fc00:1::aaaa:0:55");

    try (ServerSocket listener = TcpPeers.listen(server, PORT)) {
      for (int i = 0; i < TIMES; i++) {
        try (Socket socket = TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000);
            Socket accepted = listener.accept()) {
          assertThat(accepted.getPort()).isEqualTo(CLIENT_PORT);
          socket.getOutputStream().write(i);
          assertThat(accepted.getInputStream().read()).isEqualTo(i ^ 0x55);
          socket.setSoLinger(true, 0);
        }
      }
    }
  }

  /** What the server has closed meanwhile is not what the client asks for. */
  @Test
  void shouldBeginAnewWhereTheServerHasClosedWhatTheClientGaveUp() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", "fc00:1::aaaa:0:55");

    try (ServerSocket listener = TcpPeers.listen(server, PORT)) {
      listener.setSoTimeout(PATIENCE_MILLIS);
      giveUp(CLIENT_PORT, 300);
      listener.accept().close();
      assertServed(listener, 0x55);
    }
  }

  /** An old one may be closed by the server at any moment. */
  @Test
  void shouldBeginAnewWhereTheClientGaveUpASecondAgo() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", "fc00:1::aaaa:0:55");

    try (ServerSocket listener = TcpPeers.listen(server, PORT)) {
      listener.setSoTimeout(PATIENCE_MILLIS);
      giveUp(CLIENT_PORT, 300);
      try (Socket givenUp = listener.accept()) {
        giveUp(CLIENT_PORT + 1, 1500);
        listener.accept().close();
        assertServed(listener, 0x55);
        givenUp.setSoTimeout(PATIENCE_MILLIS);
        assertThatThrownBy(() -> givenUp.getInputStream().read())
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("reset");
      }
    }
  }

  @Test
  void shouldServeTheNewerConnectionByWhatItAsksFor() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", "fc00:1::aaaa:0:55");

    try (ServerSocket listener = TcpPeers.listen(server, PORT)) {
      listener.setSoTimeout(PATIENCE_MILLIS);
      giveUp(CLIENT_PORT, 300);
      lab.steer("client", "server", "fc00:1::1:0:0");
      try (Socket _ = listener.accept()) {
        assertServed(listener, 0);
      }
    }
  }

  /** The answer to its SYN does not reach the client in time. */
  private void giveUp(int port, int millis) {
    String rule = " INPUT -p tcp --sport " + PORT + " --tcp-flags SYN SYN -j DROP";
    client.shell("ip6tables -I" + rule);
    assertThatThrownBy(() -> TcpPeers.connect(client, port, server, PORT, millis))
        .hasRootCauseInstanceOf(SocketTimeoutException.class);
    client.shell("ip6tables -D" + rule);
  }

  private void assertServed(ServerSocket listener, int mask) throws IOException {
    try (Socket socket = TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000)) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(7);
      try (Socket accepted = listener.accept()) {
        accepted.setSoTimeout(PATIENCE_MILLIS);
        assertThat(accepted.getPort()).isEqualTo(CLIENT_PORT);
        assertThat(accepted.getInputStream().read()).isEqualTo(7 ^ mask);
        accepted.getOutputStream().write(8);
      }
      assertThat(socket.getInputStream().read()).isEqualTo(8 ^ mask);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldCarryTheTrafficClassToTheServer() throws IOException {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
    String port = "" + PORT;
    RuleCounter all = server.countRule("INPUT", "-p", "tcp", "--dport", port);
    RuleCounter expedited =
        server.countRule("INPUT", "-p", "tcp", "--dport", port, "-m", "dscp", "--dscp", "46");
    client.check(
        "ip6tables",
        "-t",
        "mangle",
        "-A",
        "OUTPUT",
        "-p",
        "tcp",
        "--dport",
        port,
        "-j",
        "DSCP",
        "--set-dscp",
        "46");

    try (TcpPeers.Echo echo = TcpPeers.Echo.on(server, PORT)) {
      TcpPeers.exchange(TcpPeers.connect(client, server, PORT, 10_000), new byte[10_000]);
      assertThat(echo.connections()).isOne();
    }

    await().atMost(ProgramInLab.PATIENCE).until(() -> all.packets() > 3);
    assertThat(expedited.packets()).isEqualTo(all.packets());
  }
}
