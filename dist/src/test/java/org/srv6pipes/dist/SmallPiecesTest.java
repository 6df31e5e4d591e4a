package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * Peers that say what they have to say in small pieces. A sender that lets its kernel hold the
 * second one back, until the first is acknowledged, waits for 40 ms if whoever hears it is in no
 * hurry to acknowledge. On a new connection nobody waits, and so shall nobody through a proxy.
 *
 * <pre>
 *   client ───── p1 ───── p2 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class SmallPiecesTest {

  private static final int PORT = 8000;
  private static final int CONNECTIONS = 10;
  private static final int ANSWER = 2;

  /** What a kernel waits with an acknowledgement at least. */
  private static final Duration HELD_BACK = Duration.ofMillis(40);

  /** Two functions that are each other's inverse, or none. */
  enum Chain {
    CARRIED_BY_THE_KERNEL("fc00:1::1:0:0", "fc00:2::1:0:0"),
    CARRIED_BY_US("fc00:1::aaaa:0:55", "fc00:2::aaaa:0:55");

    private final String first;
    private final String second;

    Chain(String first, String second) {
      this.first = first;
      this.second = second;
    }
  }

  private final Lab lab = Lab.line("client", "p1", "p2", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");

  @BeforeEach
  void startProxies() {
    ProgramInLab.proxyFor(lab.host("p1"));
    ProgramInLab.proxyFor(lab.host("p2"));
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotMakeAServerWaitThatAnswersInTwoPieces(Chain chain) {
    assertNobodyWaits(chain, 1);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotMakeAServerWaitThatSpeaksFirst(Chain chain) {
    assertNobodyWaits(chain, 0);
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotMakeAClientWaitThatAsksInTwoPieces(Chain chain) {
    assertNobodyWaits(chain, 2);
  }

  /** The client says so many pieces, and then hears two. */
  private void assertNobodyWaits(Chain chain, int said) {
    lab.steer("client", "server", chain.first, chain.second);
    try (TcpPeers.Server _ = TcpPeers.Server.started(new InPieces(server, said), server)) {
      assertThat(shortest(said)).isLessThan(HELD_BACK.dividedBy(2));
    }
  }

  /** The machine may be busy once, but a peer that is held back is so each time. */
  private Duration shortest(int said) {
    return IntStream.range(0, CONNECTIONS)
        .mapToObj(_ -> timed(said))
        .min(Duration::compareTo)
        .orElseThrow();
  }

  private Duration timed(int said) {
    try (Socket socket = TcpPeers.connect(client, server, PORT, 10_000)) {
      socket.setTcpNoDelay(false);
      long began = System.nanoTime();
      exchange(socket, said);
      return Duration.ofNanos(System.nanoTime() - began);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void exchange(Socket socket, int said) throws IOException {
    say(socket, said);
    assertThat(socket.getInputStream().readNBytes(ANSWER)).hasSize(ANSWER);
  }

  private static void say(Socket socket, int pieces) throws IOException {
    OutputStream out = socket.getOutputStream();
    for (int i = 0; i < pieces; i++) {
      out.write(i);
    }
  }

  /** Answers, in two pieces, when it has heard so many bytes. */
  private static final class InPieces extends TcpPeers.Server {
    private final int heard;

    InPieces(Host host, int heard) {
      super(TcpPeers.listen(host, PORT));
      this.heard = heard;
    }

    @Override
    void answer(Socket connection) throws IOException {
      connection.getInputStream().readNBytes(heard);
      say(connection, ANSWER);
      connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }
}
