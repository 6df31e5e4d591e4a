package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Impairment;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.ServerAddress;
import org.srv6pipes.wire.Srh;

/**
 * More return paths than there is room for at once. Those of p2 lead to p1 by 64 different SIDs.
 *
 * <pre>
 *                p1    p2
 *                  \  /
 *      client ──── router ──── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(180)
class ManyReturnPathsTest {

  private static final int PORT = 8000;
  private static final int PATHS = 64;
  private static final int CONNECTIONS_PER_PATH = 16;
  private static final int FIRST_CLIENT_PORT = 20_000;
  private static final String LAST_RETURN_SID = "fc00:2::aaaa:0:5f";
  private static final int KEYS_FORWARD = 0x03 ^ 0x05;
  private static final byte[] HELLO = "Is it dogs that you love?".getBytes(US_ASCII);

  private final Lab lab = Lab.start(farFromP1());
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");

  /** So that a handshake takes long enough for others to want its place. */
  private static Topology farFromP1() {
    LinkShape far =
        LinkShape.PLAIN.withImpairment(Impairment.NONE.withDelay(Duration.ofMillis(40)));
    return Topology.builder()
        .host("client")
        .proxy("p1")
        .proxy("p2")
        .host("server")
        .router("router")
        .link("router", "client")
        .link("router", "p1", far)
        .link("router", "p2")
        .link("router", "server")
        .build();
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldServeConnectionsOverSixtyFourPathsWhereThereIsRoomForSixteen() throws Exception {
    ProgramInLab.proxyFor(lab.host("p1"));
    HostProcess p2 = ProgramInLab.proxyFor(lab.host("p2"), "slots = 16");
    ProgramInLab.server(server);
    ExpectedHops answersOfP2 =
        ExpectedHops.count(
            lab.host("router"),
            "ANSWERS",
            "-i p2 -s " + server.address(),
            IntStream.range(0, PATHS).mapToObj(ManyReturnPathsTest::ownPath).toList());

    try (TcpPeers.Echo echo = TcpPeers.Echo.on(server, PORT)) {
      assertThat(exchangeOnAllPathsAtOnce()).isEqualTo(PATHS * CONNECTIONS_PER_PATH);
      assertThat(echo.connections())
          .as("with those whose SYN came again")
          .isGreaterThan(PATHS * CONNECTIONS_PER_PATH);
    }

    assertThat(answersOfP2.strays()).as("packets on the path of another connection").isZero();
    assertThat(answersOfP2.packets()).allMatch(packets -> packets >= CONNECTIONS_PER_PATH);
    assertThat(p2.lines())
        .as("there was not room for all")
        .anyMatch(line -> line.contains(EndReason.NO_RETURN_SLOT.sentence()));
  }

  private static String ownPath(int path) {
    int first = firstPort(path);
    return "-d %s --dport %d:%d"
        .formatted(returnSid(path), first, first + CONNECTIONS_PER_PATH - 1);
  }

  private static int firstPort(int path) {
    return FIRST_CLIENT_PORT + path * CONNECTIONS_PER_PATH;
  }

  private static Ipv6Address returnSid(int path) {
    return Ipv6Address.parse("fc00:1::aaaa:0:%x".formatted(keyOf(path)));
  }

  private static int keyOf(int path) {
    return 1 + path;
  }

  /** How many connections carried exactly what they should; on each path one at a time. */
  private int exchangeOnAllPathsAtOnce() throws Exception {
    try (ExecutorService clients = Executors.newFixedThreadPool(PATHS)) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int path = 0; path < PATHS; path++) {
        int own = path;
        results.add(clients.submit(() -> exchangeOn(own)));
      }
      int answered = 0;
      for (Future<Integer> result : results) {
        answered += result.get();
      }
      return answered;
    }
  }

  private int exchangeOn(int path) throws IOException {
    int answered = 0;
    for (int i = 0; i < CONNECTIONS_PER_PATH; i++) {
      answered += exchange(path, firstPort(path) + i) ? 1 : 0;
    }
    return answered;
  }

  private boolean exchange(int path, int port) throws IOException {
    ServerAddress address = new ServerAddress(server.address(), PORT);
    try (SegmentSocket socket = SegmentSocket.connect(client, port, address, header(path))) {
      socket.output().write(HELLO);
      socket.finish();
      byte[] answer = socket.input().readAllBytes();
      return Arrays.equals(answer, XorChain.xor(HELLO, KEYS_FORWARD ^ 0x5f ^ keyOf(path)));
    }
  }

  private Srh header(int path) {
    return Srh.of(
        2,
        List.of(
            server.address(),
            Ipv6Address.parse("fc00:2::aaaa:0:5"),
            Ipv6Address.parse("fc00:1::aaaa:0:3")),
        new ReturnPathTlv(
            6, 0, List.of(client.address(), returnSid(path), Ipv6Address.parse(LAST_RETURN_SID))));
  }
}
