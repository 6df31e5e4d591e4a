package org.srv6pipes.benchmarks.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.srv6pipes.benchmarks.experiment.EngineSpec;
import org.srv6pipes.benchmarks.experiment.LinkSpec;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.benchmarks.load.Answers;
import org.srv6pipes.benchmarks.load.Load;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.lab.test.NamespaceTest;

@NamespaceTest(tools = {"cc", "nginx", "wrk"})
final class BareTest {

  private static final int PORT = 9000;
  private static final long SMALL = 1 << 10;
  private static final long LARGE = 10 << 20;
  private static final int BACKLOG = 10;
  private static final int STUCK_MILLIS = 10_000;
  private static final int TIMES = 20;
  private static final byte[] GREETING = {1, 2, 3};

  private final Scratch scratch;
  private Arena arena;
  private HostProcess process;
  private ServerSocket listener;

  BareTest() throws IOException {
    this.scratch = new Scratch();
  }

  private void start(EngineSpec.Kind kind) throws Exception {
    EngineSpec spec =
        new EngineSpec(kind, 1, false, Optional.empty(), List.of(), Optional.empty(), 0);
    arena =
        new Arena(
            Map.of("bare", spec),
            LinkSpec.PLAIN,
            List.of(SMALL, LARGE),
            Path.of("unused"),
            scratch);
    process = arena.engine("bare").processes().getFirst();
    listener = arena.server().call(() -> new ServerSocket(PORT, BACKLOG, target()));
    listener.setSoTimeout(STUCK_MILLIS);
  }

  @AfterEach
  void end() throws IOException {
    listener.close();
    arena.close();
    scratch.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"BARE", "BARE_QUEUE"})
  void shouldCarryWhatIsSaidAndKeepNothing(EngineSpec.Kind kind) throws Exception {
    start(kind);
    long before = process.sockets();
    for (int i = 0; i < TIMES; i++) {
      converse(new Random(i), i % 2 == 0 ? 1000 : 3 << 20);
    }
    awaitSockets(before);
    assertThat(process.lines()).containsExactly("ready");
  }

  /** The server speaks first; the client finishes first, and the server answers all the same. */
  private void converse(Random random, int length) throws Exception {
    byte[] question = new byte[length];
    byte[] answer = new byte[length];
    random.nextBytes(question);
    random.nextBytes(answer);
    try (Socket client = connect();
        Socket server = accept()) {
      assertThat(server.getRemoteSocketAddress())
          .as("the client's own address and port")
          .isEqualTo(client.getLocalSocketAddress());
      server.getOutputStream().write(GREETING);
      assertThat(client.getInputStream().readNBytes(GREETING.length)).isEqualTo(GREETING);
      CompletableFuture<byte[]> heard = CompletableFuture.supplyAsync(() -> all(server));
      client.getOutputStream().write(question);
      client.shutdownOutput();
      assertThat(heard.get()).isEqualTo(question);
      CompletableFuture<byte[]> answered = CompletableFuture.supplyAsync(() -> all(client));
      server.getOutputStream().write(answer);
      server.shutdownOutput();
      assertThat(answered.get()).isEqualTo(answer);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BARE", "BARE_QUEUE"})
  void shouldPassResetsOn(EngineSpec.Kind kind) throws Exception {
    start(kind);
    long before = process.sockets();
    for (boolean byClient : new boolean[] {true, false}) {
      try (Socket client = connect();
          Socket server = accept()) {
        Socket dies = byClient ? client : server;
        Socket survives = byClient ? server : client;
        dies.setSoLinger(true, 0);
        dies.close();
        assertThatThrownBy(() -> survives.getInputStream().read())
            .isInstanceOf(SocketException.class)
            .hasMessageContaining("reset");
      }
    }
    awaitSockets(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"BARE", "BARE_QUEUE"})
  void shouldServeManyAtATime(EngineSpec.Kind kind) throws Exception {
    start(kind);
    long before = process.sockets();
    for (LoadSpec spec : List.of(wrk(SMALL, 200), wrk(LARGE, 20))) {
      Answers answers =
          Load.of(spec, arena.server(), scratch)
              .run(arena.client(), arena.engine("bare"), Duration.ofSeconds(1));

      assertThat(answers.errors()).isZero();
      assertThat(answers.requests()).isPositive();
    }
    awaitSockets(before);
  }

  private static LoadSpec wrk(long size, int connections) {
    return new LoadSpec(LoadSpec.Kind.WRK, size, connections, false, 0, Optional.empty(), false);
  }

  /** A client that ends in its handshake is waited for, for some seconds. */
  private void awaitSockets(long count) {
    await().atMost(Duration.ofSeconds(30)).until(() -> process.sockets() == count);
  }

  private InetAddress target() {
    return arena.engine("bare").target().toInet();
  }

  private Socket connect() throws SocketException {
    Socket socket = arena.client().call(() -> new Socket(target(), PORT));
    socket.setSoTimeout(STUCK_MILLIS);
    return socket;
  }

  private Socket accept() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout(STUCK_MILLIS);
    return socket;
  }

  private static byte[] all(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
