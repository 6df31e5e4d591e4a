package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * What clients get that are not admitted.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Timeout(120)
class RefusalTest {

  private static final int PORT = 8000;
  private static final String UNKNOWN = "fc00:1::bbbb:0:0";

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldSayNothingWhereSilenceIsConfigured() {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"), "refuse = \"drop\"");
    lab.steer("client", "server", UNKNOWN);

    assertThatThrownBy(() -> TcpPeers.connect(client, server, PORT, 1_500))
        .hasRootCauseInstanceOf(SocketTimeoutException.class);
    proxy.awaitLine("UNKNOWN_FUNCTION", ProgramInLab.PATIENCE);
  }

  @Test
  void shouldNotSendMoreResetsThanItMay() {
    ProgramInLab.proxyFor(lab.host("p1"), "resets-per-second = 5");
    lab.steer("client", "server", UNKNOWN);
    RuleCounter resets = client.countRule("INPUT", "-p", "tcp", "--tcp-flags", "RST", "RST");
    long began = System.nanoTime();

    int refused = client.call(() -> refusedOf(40));

    long allowed = 5 + 5 * ((System.nanoTime() - began) / 1_000_000_000 + 1);
    assertThat(refused).isBetween(5, 39);
    assertThat(resets.packets()).isBetween((long) refused, allowed);
  }

  /** Each has a tenth of a second, so that its SYN is not sent twice. */
  private int refusedOf(int connections) throws IOException {
    InetSocketAddress address = new InetSocketAddress(server.address().toInet(), PORT);
    int refused = 0;
    for (int i = 0; i < connections; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(address, 100);
      } catch (ConnectException e) {
        refused++;
      } catch (SocketTimeoutException e) {
        // No reset for this one.
      }
    }
    return refused;
  }
}
