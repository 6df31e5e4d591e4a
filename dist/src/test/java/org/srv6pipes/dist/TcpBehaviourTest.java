package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * What the ends of a connection see, whatever happens at one of them: the same without a proxy and
 * through proxies.
 *
 * <pre>
 *                p1  p2
 *                  \ /
 *   client ────── router ────── server (srv6pipes server)
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TcpBehaviourTest {

  private static final int PORT = 8000;

  /** By which way the connection goes. */
  enum Way {
    /** Plain TCP: what all others are measured against. */
    NO_PROXY(""),
    /** The bytes do not change: they never come to user space. */
    IDENTITY("fc00:1::1:0:0 fc00:2::1:0:0"),
    /** The function hands on each byte as it comes. */
    XOR("fc00:1::aaaa:0:55 fc00:2::aaaa:0:55"),
    /** The function keeps bytes until its input pauses or ends. */
    ZSTD("fc00:1::10:0:0 fc00:2::11:0:0");

    private final String sids;

    Way(String sids) {
      this.sids = sids;
    }
  }

  /** At which end something happens. */
  enum Where {
    CLIENT,
    SERVER
  }

  private final Lab lab = Lab.star("client", "p1", "p2", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private ServerSocket listener;

  @BeforeAll
  void start() {
    ProgramInLab.proxies(lab, List.of("p1", "p2"));
    ProgramInLab.server(server);
    listener = TcpPeers.listen(server, PORT);
  }

  @AfterAll
  void stop() throws IOException {
    listener.close();
    lab.close();
  }

  static Stream<Arguments> everything() {
    return Arrays.stream(Way.values())
        .flatMap(
            way ->
                Arrays.stream(TcpEvent.values())
                    .flatMap(
                        event ->
                            Arrays.stream(Where.values())
                                .map(where -> Arguments.of(way, event, where))));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void shouldShowWhatPlainTcpShows(Way way, TcpEvent event, Where where) throws Exception {
    if (!way.sids.isEmpty()) {
      lab.steer("client", "server", way.sids.split(" "));
    }
    try (Socket asked = TcpPeers.connect(client, server, PORT, 20_000);
        Socket accepted = listener.accept()) {
      String seen = where == Where.CLIENT ? event.of(asked, accepted) : event.of(accepted, asked);
      assertThat(seen).isEqualTo(event.expected());
    } finally {
      if (!way.sids.isEmpty()) {
        lab.unsteer("client", "server");
      }
    }
  }
}
