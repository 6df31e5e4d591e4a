package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.proxy.flow.EndReason;

/**
 * An end that is gone without a word, as after a loss of power.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class VanishedPeerTest {

  private static final int PORT = 8000;
  private static final int CLIENT_PORT = 20_000;

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private ServerSocket listener;

  @BeforeEach
  void start() {
    listener = TcpPeers.listen(server, PORT);
    for (String host : List.of("client", "p1", "server")) {
      lab.host(host).sysctl("net.ipv4.tcp_retries2", 3);
    }
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldTellASenderThatNobodyIsThereAnyMore(boolean throughProxy) throws IOException {
    HostProcess proxy = throughProxy ? proxy() : null;
    try (Socket sender = TcpPeers.connect(client, server, PORT, 10_000);
        Socket gone = listener.accept()) {
      assertThat(gone.isConnected()).isTrue();
      server.check("ip6tables", "-A", "INPUT", "-p", "tcp", "-j", "DROP");

      assertThatThrownBy(
              () -> {
                while (true) {
                  sender.getOutputStream().write(new byte[100_000]);
                }
              })
          .as("a proxy cannot say 'timed out' for another one: its word is a reset")
          .hasMessageMatching(throughProxy ? ".*(reset|Broken pipe).*" : ".*timed out.*");
    }
    if (proxy != null) {
      proxy.awaitLine(EndReason.SERVER_VANISHED.sentence(), ProgramInLab.PATIENCE);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldServeAClientThatForgotItsConnectionAndComesAgainFromTheSamePort(boolean throughProxy)
      throws IOException {
    if (throughProxy) {
      proxy();
    }
    Socket forgotten = TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000);
    Socket stale = listener.accept();
    forget(forgotten);

    try (Socket again = TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000);
        Socket accepted = listener.accept()) {
      again.getOutputStream().write(1);
      assertThat(accepted.getInputStream().read()).isEqualTo(throughProxy ? 1 ^ 0x55 : 1);
    }
    assertThatThrownBy(() -> stale.getInputStream().read()).hasMessageContaining("reset");
    stale.close();
  }

  @Test
  void shouldServeAClientThatForgotItsConnectionByTheChainThatItAsksForNow() throws IOException {
    proxy();
    Socket forgotten = TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000);
    Socket stale = listener.accept();
    forget(forgotten);
    lab.steer("client", "server", "fc00:1::1:0:0");

    try (Socket again = TcpPeers.connect(client, CLIENT_PORT, server, PORT, 10_000);
        Socket accepted = listener.accept()) {
      again.getOutputStream().write(1);
      assertThat(accepted.getInputStream().read()).isEqualTo(1);
    }
    stale.close();
  }

  /** Its kernel has no such connection any more, and nobody was told. */
  private void forget(Socket socket) throws IOException {
    String[] silence = {"OUTPUT", "-p", "tcp", "--tcp-flags", "RST", "RST", "-j", "DROP"};
    client.shell("ip6tables -A " + String.join(" ", silence));
    socket.setSoLinger(true, 0);
    socket.close();
    client.shell("ip6tables -D " + String.join(" ", silence));
  }

  private HostProcess proxy() {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
    return proxy;
  }
}
