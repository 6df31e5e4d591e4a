package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 *
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(300)
class ManyConnectionsTest {

  private static final int PORT = 8000;
  private static final int CONNECTIONS = 10_000;
  private static final int WARM_UP = 200;

  private final Lab lab = Lab.line("client", "p1", "server");

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldServeTenThousandConnectionsOneAfterAnotherAndKeepNothingOfThem() {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
    try (TcpPeers.Echo server = TcpPeers.Echo.on(lab.host("server"), PORT)) {
      int failedBefore = exchangeMany(WARM_UP);
      // Perhaps with those of the last connection, which may not be over yet: never more later.
      long descriptors = proxy.descriptors();

      int failed = exchangeMany(CONNECTIONS);

      assertThat(failedBefore + failed).as("failed connections").isZero();
      assertThat(server.connections()).isEqualTo(WARM_UP + CONNECTIONS);
      await()
          .atMost(ProgramInLab.PATIENCE)
          .untilAsserted(() -> assertThat(proxy.descriptors()).isLessThanOrEqualTo(descriptors));
    }
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(proxy.awaitLine("stopped", ProgramInLab.PATIENCE))
        .contains("flows=" + (WARM_UP + CONNECTIONS))
        .contains("finished=" + (WARM_UP + CONNECTIONS))
        .contains("open=0")
        .contains("buffer-bytes=0");
  }

  /** On one thread in the client, so that entering the namespace is not what takes the time. */
  private int exchangeMany(int count) {
    return lab.host("client")
        .call(
            () -> {
              int failed = 0;
              for (int i = 0; i < count; i++) {
                failed += exchanged(("request " + i).getBytes(US_ASCII)) ? 0 : 1;
              }
              return failed;
            });
  }

  private boolean exchanged(byte[] request) {
    try {
      Socket socket = new Socket(lab.host("server").address().toInet(), PORT);
      return Arrays.equals(TcpPeers.exchange(socket, request), request);
    } catch (IOException e) {
      return false;
    }
  }
}
