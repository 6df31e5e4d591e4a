package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * A server that answers along the return path, of which the proxy knows nothing yet, and a network
 * that loses the first SYN to it. A SYN without the path would be answered past the proxy.
 *
 * <pre>
 *   client ───── router ───── server (srv6pipes server)
 *                  |
 *                 p1
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class LostFirstSynTest {

  private static final int PORT = 8000;

  private final Lab lab = Lab.star("client", "p1", "server");

  @AfterEach
  void stop() {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"end-to-end", "early"})
  void shouldSendTheReturnPathAgain(String handshake) throws Exception {
    ProgramInLab.server(lab.host("server"));
    ProgramInLab.proxyFor(lab.host("p1"), "handshake = \"" + handshake + "\"");
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
    lab.host("router")
        .shell(
            """
            ip6tables -t mangle -A FORWARD -o server -p tcp --syn \
              -m statistic --mode nth --every 1000000 --packet 0 -j DROP
            """);
    try (TcpPeers.Echo server = TcpPeers.Echo.on(lab.host("server"), PORT)) {
      byte[] request = "I love dogs!".getBytes(UTF_8);
      byte[] answer =
          TcpPeers.exchange(
              TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 15_000), request);
      assertThat(answer).isEqualTo(request);
      assertThat(server.connections()).isPositive();
    }
  }
}
