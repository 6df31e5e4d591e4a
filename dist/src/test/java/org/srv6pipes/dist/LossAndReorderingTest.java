package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.Impairment;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * Connections over links that each lose one packet in twenty and let one in twenty be overtaken.
 *
 * <pre>
 *                p1  p2
 *                  \ /
 *   client ─────  router  ───── server (srv6pipes server)
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(300)
class LossAndReorderingTest {

  private static final int PORT = 8000;
  private static final int CONNECTIONS = Integer.getInteger("loss.connections", 100);
  private static final int AT_ONCE = 100;
  private static final int BYTES = 5000;
  private static final Impairment BAD =
      Impairment.NONE.withLoss(0.05).withReordering(0.05).withSeed(3);

  private final Lab lab =
      Lab.start(
          Topology.star(
              List.of("client", "p1", "p2", "server"),
              LinkShape.PLAIN.withImpairment(Impairment.NONE)));

  @AfterEach
  void stop() {
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"end-to-end", "early"})
  void shouldServeEveryConnectionByteForByte(String handshake) throws Exception {
    ProgramInLab.proxies(lab, List.of("p1", "p2"), "handshake = \"" + handshake + "\"");
    ProgramInLab.server(lab.host("server"));
    lab.steer("client", "server", "fc00:1::aaaa:0:55", "fc00:2::aaaa:0:66");
    for (String name : List.of("client", "p1", "p2", "server")) {
      lab.link("router", name).shape(LinkShape.PLAIN.withImpairment(BAD));
    }
    try (TcpPeers.Echo server = TcpPeers.Echo.on(lab.host("server"), PORT)) {
      assertThat(failures()).isEmpty();
      assertThat(server.connections()).isGreaterThanOrEqualTo(CONNECTIONS);
    }
    assertThat(retransmissions("client"))
        .as("the links did lose packets")
        .isGreaterThan(CONNECTIONS / 10);
  }

  private long retransmissions(String name) {
    return Long.parseLong(
        lab.host(name)
            .shell("awk '/^Tcp:/ {v=$13} END {print v}' /proc/net/snmp")
            .stdout()
            .strip());
  }

  private List<String> failures() throws InterruptedException {
    ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    AtomicInteger next = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(AT_ONCE);
    for (int i = 0; i < AT_ONCE; i++) {
      lab.host("client")
          .startThread(
              "client-" + i,
              () -> {
                for (int n = next.getAndIncrement(); n < CONNECTIONS; n = next.getAndIncrement()) {
                  exchange(n, failures);
                }
                done.countDown();
              });
    }
    assertThat(done.await(240, TimeUnit.SECONDS)).as("all have ended").isTrue();
    return List.copyOf(failures);
  }

  private void exchange(int number, ConcurrentLinkedQueue<String> failures) {
    byte[] request = new byte[BYTES];
    new Random(number).nextBytes(request);
    try {
      Socket socket = new Socket();
      socket.connect(new InetSocketAddress(lab.host("server").address().toInet(), PORT));
      if (!Arrays.equals(TcpPeers.exchange(socket, request), request)) {
        failures.add(number + ": other bytes");
      }
    } catch (IOException e) {
      failures.add(number + ": " + e);
    }
  }
}
