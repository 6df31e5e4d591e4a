package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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
@Timeout(120)
class SmallPiecesTest {

  private static final int PORT = 8000;
  private static final int CONNECTIONS = 10;

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
    TcpPeers.steer(lab, "client", "server", chain.first, chain.second);
    try (TcpPeers.Server _ = TcpPeers.Server.started(new InPieces(server, false), server)) {
      assertThat(shortest(socket -> exchange(socket, 1, 2))).isLessThan(HELD_BACK.dividedBy(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotMakeAServerWaitThatSpeaksFirst(Chain chain) {
    TcpPeers.steer(lab, "client", "server", chain.first, chain.second);
    try (TcpPeers.Server _ = TcpPeers.Server.started(new InPieces(server, true), server)) {
      assertThat(shortest(socket -> exchange(socket, 0, 2))).isLessThan(HELD_BACK.dividedBy(2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldNotMakeAClientWaitThatAsksInTwoPieces(Chain chain) {
    TcpPeers.steer(lab, "client", "server", chain.first, chain.second);
    try (TcpPeers.EchoNow _ = TcpPeers.EchoNow.on(server, PORT)) {
      assertThat(shortest(socket -> exchange(socket, 2, 2))).isLessThan(HELD_BACK.dividedBy(2));
    }
  }

  @FunctionalInterface
  private interface Talk {
    void with(Socket socket) throws IOException;
  }

  /** The machine may be busy once, but a peer that is held back is so each time. */
  private Duration shortest(Talk talk) {
    return IntStream.range(0, CONNECTIONS)
        .mapToObj(_ -> timed(talk))
        .min(Duration::compareTo)
        .orElseThrow();
  }

  private Duration timed(Talk talk) {
    try (Socket socket = TcpPeers.connect(client, server, PORT, 10_000)) {
      socket.setTcpNoDelay(false);
      long began = System.nanoTime();
      talk.with(socket);
      return Duration.ofNanos(System.nanoTime() - began);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void exchange(Socket socket, int saidInPieces, int heard) throws IOException {
    say(socket, saidInPieces);
    assertThat(socket.getInputStream().readNBytes(heard)).hasSize(heard);
  }

  private static void say(Socket socket, int pieces) throws IOException {
    OutputStream out = socket.getOutputStream();
    for (int i = 0; i < pieces; i++) {
      out.write(i);
    }
  }

  /** Answers a byte, or greets without having been asked, with two bytes one after the other. */
  private static final class InPieces extends TcpPeers.Server {
    private final boolean greets;

    InPieces(Host host, boolean greets) {
      super(TcpPeers.listen(host, PORT));
      this.greets = greets;
    }

    @Override
    void answer(Socket connection) throws IOException {
      if (greets || connection.getInputStream().read() >= 0) {
        say(connection, 2);
      }
      connection.getInputStream().transferTo(OutputStream.nullOutputStream());
    }
  }
}
