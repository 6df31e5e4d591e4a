package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.ServerAddress;

/**
 * Chains through proxies that are off the path: everything reaches everything by plain routing.
 *
 * <pre>
 *                  p1  p2  …  p14
 *                   \   |    /
 *      client ────── router ────── server
 * </pre>
 *
 * The server has the server role. In a normal run not every chain carries 100 MB each way; {@code
 * -Dchains.megabytes=100} sets the size of all.
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainsTest {

  private static final int LONGEST = 14;
  private static final int PORT = 8000;
  private static final byte[] HELLO = "Is it dogs that you love?".getBytes(US_ASCII);
  private static final byte[] ANSWER = "It is cats that I love!!!".getBytes(US_ASCII);

  private final Lab lab = Lab.star(names());
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private ServerSocket listener;
  private int clientPort = 20_000;

  private static String[] names() {
    Stream<String> proxies = IntStream.rangeClosed(1, LONGEST).mapToObj(i -> "p" + i);
    return Stream.of(Stream.of("client"), proxies, Stream.of("server"))
        .flatMap(it -> it)
        .toArray(String[]::new);
  }

  @BeforeAll
  void start() {
    ProgramInLab.proxies(lab, IntStream.rangeClosed(1, LONGEST).mapToObj(i -> "p" + i).toList());
    ProgramInLab.server(server);
    listener = TcpPeers.listen(server, PORT);
  }

  @AfterAll
  void stop() throws IOException {
    listener.close();
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 14})
  void shouldCarryBothDirectionsAtOnceForAClientThatNamesTheReturnPath(int proxies)
      throws Exception {
    XorChain chain = XorChain.of(proxies);
    int port = clientPort++;
    ObservedConnection observed = observe(chain, port);

    try (SegmentSocket socket =
            SegmentSocket.connect(
                client,
                port,
                new ServerAddress(server.address(), PORT),
                chain.header(client.address(), server.address()));
        Socket accepted = listener.accept()) {
      assertThat(accepted.getRemoteSocketAddress())
          .isEqualTo(new InetSocketAddress(client.address().toInet(), port));
      greet(chain, observed, Duplex.End.of(socket), Duplex.End.of(accepted));
      assertThat(observed.handshakes())
          .containsExactlyInAnyOrderElementsOf(golden("chain-of-%d.txt".formatted(proxies)));
      carry(
          chain,
          megabytes(proxies <= 3 ? 100 : 20),
          Duplex.End.of(socket),
          Duplex.End.of(accepted));
    }

    observed.assertEveryPacketTookItsWay();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 14})
  void shouldRecordTheReturnPathForAnUnmodifiedClient(int proxies) throws Exception {
    XorChain chain = XorChain.recorded(proxies);
    lab.steer("client", "server", texts(chain.forwardSids()));
    int port = clientPort++;
    ObservedConnection observed = observe(chain, port);

    try (Socket socket = TcpPeers.connect(client, port, server, PORT, 30_000);
        Socket accepted = listener.accept()) {
      greet(chain, observed, Duplex.End.of(socket), Duplex.End.of(accepted));
      assertThat(observed.handshakes())
          .containsExactlyInAnyOrderElementsOf(
              golden("chain-of-%d-recorded.txt".formatted(proxies)));
      carry(chain, megabytes(20), Duplex.End.of(socket), Duplex.End.of(accepted));
    } finally {
      lab.unsteer("client", "server");
    }

    observed.assertEveryPacketTookItsWay();
  }

  private static String[] texts(List<Ipv6Address> sids) {
    return sids.stream().map(Ipv6Address::toString).toArray(String[]::new);
  }

  private ObservedConnection observe(XorChain chain, int port) {
    return new ObservedConnection(
        lab, port, PORT, chain.forwardSids(), chain.returnSids().reversed());
  }

  private static List<String> golden(String resource) throws IOException {
    try (InputStream file = ChainsTest.class.getResourceAsStream(resource)) {
      return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8).lines().toList();
    }
  }

  /** A few bytes each way, seen on every stretch; then nobody captures any more. */
  private static void greet(
      XorChain chain, ObservedConnection observed, Duplex.End client, Duplex.End server)
      throws IOException {
    client.output().write(HELLO);
    byte[] heard = server.input().readNBytes(HELLO.length);
    server.output().write(ANSWER);
    byte[] answered = client.input().readNBytes(ANSWER.length);
    observed.stopCapturing();

    assertThat(heard).isEqualTo(XorChain.xor(HELLO, chain.maskBefore(chain.proxies() + 1)));
    assertThat(answered).isEqualTo(XorChain.xor(ANSWER, chain.maskBehind(0)));
    for (int i = 1; i <= chain.proxies(); i++) {
      assertThat(observed.forwardBytesAt(chain.forwardSids().get(i - 1)))
          .as("from the client, before p" + i)
          .isEqualTo(Octets.of(XorChain.xor(HELLO, chain.maskBefore(i))));
      assertThat(observed.returnBytesAt(chain.returnSids().get(i - 1)))
          .as("from the server, before p" + i)
          .isEqualTo(Octets.of(XorChain.xor(ANSWER, chain.maskBehind(i))));
    }
  }

  private static void carry(XorChain chain, int megabytes, Duplex.End client, Duplex.End server)
      throws Exception {
    long bytes = megabytes * 1_000_000L;
    String sent = Duplex.digest(bytes);

    Duplex.Received received =
        Duplex.carry(
            client, server, bytes, chain.maskBefore(chain.proxies() + 1), chain.maskBehind(0));

    assertThat(received).isEqualTo(new Duplex.Received(sent, sent));
  }

  private static int megabytes(int inANormalRun) {
    return Integer.getInteger("chains.megabytes", inANormalRun);
  }
}
