package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.SidLayout;

/**
 * Functions and their inverses, each at a proxy of its own, with bytes both ways at once.
 *
 * <pre>
 *   client ───── p1 ───── p2 ───── server
 * </pre>
 */
@NamespaceTest
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FunctionsThroughProxiesTest {

  private static final int PORT = 8000;
  private static final int BYTES = 4_000_000;
  private static final int ECHOES = 20;
  private static final String KEY = "1=" + "5a".repeat(32);

  /** A thread for each task: the common pool has one on two cores. */
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

  private final Lab lab = Lab.line("client", "p1", "p2", "server");
  private final List<Path> files = new ArrayList<>();
  private FunctionCatalog catalog;
  private ServerSocket listener;

  @BeforeAll
  void startProxies() throws Exception {
    catalog = FunctionCatalog.load(List.of(ProgramInLab.FUNCTIONS), Plugins.NONE);
    listener = lab.host("server").call(() -> new ServerSocket(PORT));
    Path keys = Files.createTempFile("srv6pipes", ".keys");
    files.add(keys);
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(keys, KEY);
    List<String> lines = new ArrayList<>(List.of("egress = \"plain\""));
    lines.addAll(chain("exec(cat)").configuration());
    for (String function : List.of("encrypt", "decrypt")) {
      lines.addAll(List.of("[functions." + function + "]", "key-file = \"" + keys + "\""));
    }
    for (String proxy : List.of("p1", "p2")) {
      ProgramInLab.proxyFor(lab.host(proxy), lines.toArray(String[]::new));
    }
  }

  @AfterAll
  void stop() throws Exception {
    listener.close();
    lab.close();
    catalog.close();
    for (Path file : files) {
      Files.delete(file);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity | identity",
        "xor(0x12345678) | xor(0x12345678)",
        "zstd-compress(3) | zstd-decompress",
        "lz4-compress | lz4-decompress",
        "base64-encode | base64-decode",
        "encrypt(1) | decrypt(1)",
        "encrypt(1, suite=aes-256-gcm-siv) | decrypt(1)",
        "meter | shape(100000000)",
        "exec(cat) | exec(cat)",
      })
  void shouldCarryEveryByteBothWaysAtOnce(String text) throws Exception {
    steer(text);
    byte[] request = random(1);
    byte[] response = random(2);
    CompletableFuture<byte[]> atServer =
        CompletableFuture.supplyAsync(() -> talk(accept(), response), THREADS);

    byte[] atClient = talk(connect(), request);

    assertSame("towards the server", atServer.get(), request);
    assertSame("towards the client", atClient, response);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "xor(0x55) | xor(0x55)",
        "zstd-compress(3) | zstd-decompress",
        "lz4-compress | lz4-decompress",
        "encrypt(1) | decrypt(1)",
        "exec(cat) | exec(cat)",
      })
  void shouldLetSingleBytesThroughWhenTheSenderWaitsForTheirEcho(String text) throws Exception {
    steer(text);
    CompletableFuture<Void> server = CompletableFuture.runAsync(this::echoBytes, THREADS);

    try (Socket client = connect()) {
      for (int i = 0; i < ECHOES; i++) {
        client.getOutputStream().write(i);
        assertThat(client.getInputStream().read()).isEqualTo(i);
      }
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    server.get();
  }

  /** Without printing megabytes. */
  private static void assertSame(String way, byte[] received, byte[] sent) {
    assertThat(Arrays.mismatch(received, sent))
        .as("%s: %d bytes of %d arrived, first difference at", way, received.length, sent.length)
        .isEqualTo(-1);
  }

  private void steer(String text) {
    WrittenChain chain = chain(text);
    List<String> sids = new ArrayList<>();
    for (int i = 0; i < chain.steps().size(); i++) {
      WrittenChain.Step step = chain.steps().get(i);
      sids.add(
          SidLayout.DEFAULT
              .encode(lab.sidPrefix("p" + (i + 1)), step.function().number(), numbered(step))
              .toString());
    }
    TcpPeers.steer(lab, "client", "server", sids.toArray(String[]::new));
  }

  /** Every literal is entry 1 of the configuration that the proxies have. */
  private static int numbered(WrittenChain.Step step) {
    return step.function().entries().isPresent()
        ? step.function().entries().get().number().with(1, step.parameters()).bits()
        : step.parameters().bits();
  }

  private WrittenChain chain(String text) {
    return WrittenChain.read(ChainText.parse(text), catalog);
  }

  private Socket accept() {
    try {
      return listener.accept();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Socket connect() {
    return lab.host("client")
        .call(
            () -> {
              Socket socket = new Socket();
              socket.setTcpNoDelay(true);
              socket.connect(
                  new InetSocketAddress(lab.host("server").address().toInet(), PORT), 10_000);
              return socket;
            });
  }

  /** Sends and receives at once, and finishes. */
  private static byte[] talk(Socket socket, byte[] said) {
    try (socket) {
      CompletableFuture<Void> saying = CompletableFuture.runAsync(() -> say(socket, said), THREADS);
      byte[] heard = socket.getInputStream().readAllBytes();
      saying.join();
      return heard;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void say(Socket socket, byte[] said) {
    try {
      socket.getOutputStream().write(said);
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void echoBytes() {
    try (Socket socket = accept()) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      for (int b = in.read(); b >= 0; b = in.read()) {
        out.write(b);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Half text, which compresses, and half noise, which does not. */
  private static byte[] random(int seed) {
    byte[] bytes = new byte[BYTES];
    new Random(seed).nextBytes(bytes);
    byte[] text = "the quick brown fox jumps over the lazy dog ".getBytes(US_ASCII);
    for (int i = 0; i < BYTES / 2; i++) {
      bytes[i] = text[i % text.length];
    }
    return bytes;
  }
}
