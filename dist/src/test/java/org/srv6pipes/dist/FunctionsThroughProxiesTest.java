package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.NamedChain;
import org.srv6pipes.proxy.chain.Plugins;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.SidLayout;

/**
 * Functions at one proxy and what undoes them at the next one, with bytes both ways at once.
 *
 * <pre>
 *    p1    p2
 *      \  /
 *     router ── server      runs the server role: plain answers would pass the proxies by
 *       |
 *     client
 * </pre>
 *
 * <p>In a normal run 4 MB go each way; {@code -Dfunctions.megabytes=200} sets another amount.
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FunctionsThroughProxiesTest {

  /** What p1 does, and what p2 does. */
  record Pair(String first, String second) {}

  private static final List<Pair> LOSSLESS =
      List.of(
          new Pair("identity", "identity"),
          new Pair("xor(0x12345678)", "xor(0x12345678)"),
          new Pair("zstd-compress(3)", "zstd-decompress"),
          new Pair("lz4-compress", "lz4-decompress"),
          new Pair("encrypt(1)", "decrypt(1)"),
          new Pair("encrypt(1, suite=chacha20-poly1305)", "decrypt(1)"),
          new Pair("encrypt(1, suite=aes-256-gcm-siv)", "decrypt(1)"),
          new Pair("base64-encode", "base64-decode"),
          new Pair("base64-encode(pad-on-flush)", "base64-decode"),
          new Pair("replace(quick, slow)", "replace(slow, quick)"),
          new Pair("tee", "meter"),
          new Pair("shape(1000000000)", "identity"),
          new Pair("exec(cat)", "exec(cat)"),
          new Pair("zstd-compress | encrypt(1)", "decrypt(1) | zstd-decompress"),
          new Pair("pack", "unpack"));

  /** Those whose format can end a piece anywhere. */
  private static final List<Pair> INTERACTIVE =
      List.of(
          new Pair("identity", "identity"),
          new Pair("xor(0x55)", "xor(0x55)"),
          new Pair("zstd-compress(3)", "zstd-decompress"),
          new Pair("lz4-compress", "lz4-decompress"),
          new Pair("encrypt(1)", "decrypt(1)"),
          new Pair("encrypt(1, suite=chacha20-poly1305)", "decrypt(1)"),
          new Pair("encrypt(1, suite=aes-256-gcm-siv)", "decrypt(1)"),
          new Pair("tee", "meter"),
          new Pair("exec(cat)", "exec(cat)"),
          new Pair("pack", "unpack"),
          new Pair("pad", "unpad"));

  /** What one SID names together, or with another way back than the declared one. */
  private static final Map<String, NamedChain> CHAINS =
      Stream.of(
              chain("pack", 0x7001, "zstd-compress(level=3) | encrypt(1)", "unpack"),
              chain("unpack", 0x7002, "decrypt(1) | zstd-decompress", "pack"),
              chain("pad", 0x7003, "base64-encode(pad-on-flush)", "unpad"),
              chain("unpad", 0x7004, "base64-decode", "pad"))
          .collect(Collectors.toMap(NamedChain::name, chain -> chain));

  private static NamedChain chain(String name, int number, String functions, String inverse) {
    return new NamedChain(name, number, List.of(), inverse, functions);
  }

  private static final int PORT = 8000;
  private static final int MEGABYTES = Integer.getInteger("functions.megabytes", 4);
  private static final int ECHOES = 200;
  private static final int WARM_UP = 50;
  private static final int STUCK_MILLIS = 20_000;

  /** Several times what is measured on an idle machine. */
  private static final double MOST_MILLIS = 5;

  /** What a function adds it adds each time; what a neighbour of this machine adds passes. */
  private static final int TRIES_OF_A_BUSY_MACHINE = 3;

  /** A thread for each task: the common pool has one on two cores. */
  private static final Executor THREADS = task -> Thread.ofPlatform().daemon().start(task);

  private final Lab lab = Lab.star("client", "p1", "p2", "server");
  private final Map<String, WrittenChain> chains = new HashMap<>();
  @TempDir private static Path folder;
  private FunctionCatalog catalog;
  private ServerSocket listener;

  @BeforeAll
  void startProxies() throws Exception {
    catalog = FunctionCatalog.load(List.of(ProgramInLab.FUNCTIONS), Plugins.NONE);
    listener = TcpPeers.listen(lab.host("server"), PORT);
    String[] configuration = configuration();
    List<HostProcess> proxies = new ArrayList<>();
    for (String proxy : List.of("p1", "p2")) {
      List<String> lines = new ArrayList<>();
      lines.add("sid-prefixes = [\"" + lab.host(proxy).sidPrefix() + "\"]");
      lines.addAll(List.of(configuration));
      proxies.add(ProgramInLab.startProxy(lab.host(proxy), lines.toArray(String[]::new)));
    }
    proxies.forEach(proxy -> proxy.awaitLine("ready", ProgramInLab.PATIENCE));
    ProgramInLab.server(lab.host("server"));
  }

  /** Every text and command of the chains as an entry, for the way there and back. */
  private String[] configuration() throws IOException {
    Path keys = Files.writeString(folder.resolve("keys"), "1=" + "5a".repeat(32));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Map<String, Map<String, Object>> settings = new TreeMap<>();
    settings.put("encrypt", Map.of("key-file", keys.toString()));
    settings.put("decrypt", Map.of("key-file", keys.toString()));
    settings.put(
        "tee", Map.of("files", Map.of("1", Map.of("path", folder.resolve("copy").toString()))));
    List<String> lines = new ArrayList<>();
    for (Pair pair : Stream.concat(LOSSLESS.stream(), INTERACTIVE.stream()).distinct().toList()) {
      for (String text : List.of(pair.first(), pair.second())) {
        if (!CHAINS.containsKey(text)) {
          WrittenChain chain = WrittenChain.read(ChainText.parse(text), catalog, settings);
          settings = chain.settings();
          lines = chain.configuration();
          chains.putIfAbsent(text, chain);
        }
      }
    }
    for (NamedChain chain : CHAINS.values()) {
      lines.add("[chains." + chain.name() + "]");
      lines.add("number = " + chain.number());
      lines.add("functions = \"" + chain.text() + "\"");
      lines.add("inverse = \"" + chain.inverse() + "\"");
    }
    return lines.toArray(String[]::new);
  }

  @AfterAll
  void stop() throws Exception {
    listener.close();
    lab.close();
    catalog.close();
  }

  @ParameterizedTest
  @FieldSource("LOSSLESS")
  void shouldCarryEveryByteBothWaysAtOnce(Pair functions) throws Exception {
    steer(functions);
    long bytes = MEGABYTES * 1_000_000L;
    String sent = Duplex.digest(bytes);

    try (Socket client = connect();
        Socket server = listener.accept()) {
      Duplex.Received received =
          Duplex.carry(Duplex.End.of(client), Duplex.End.of(server), bytes, 0, 0);

      assertThat(received.byServer()).as("towards the server").isEqualTo(sent);
      assertThat(received.byClient()).as("towards the client").isEqualTo(sent);
    }
  }

  @Test
  void shouldTurnLettersIntoDigitsTowardsTheServerOnly() throws Exception {
    lab.steer("client", "server", "fc00:1::aaab:0:0");
    CompletableFuture<String> heard =
        CompletableFuture.supplyAsync(() -> answer("I love dogs!"), THREADS);

    byte[] answer = TcpPeers.exchange(connect(), "I love cats!".getBytes(UTF_8));

    assertThat(heard.get()).isEqualTo("I l0v3 c@75!");
    assertThat(new String(answer, UTF_8)).isEqualTo("I love dogs!");
  }

  /** One byte, and the next one when it has come back: nothing may be kept for a better result. */
  @ParameterizedTest
  @FieldSource("INTERACTIVE")
  void shouldEchoSingleBytesWithoutDelay(Pair functions) throws Exception {
    double added = addedMillis(functions);
    for (int again = 0; again < TRIES_OF_A_BUSY_MACHINE && added >= MOST_MILLIS; again++) {
      added = addedMillis(functions);
    }
    assertThat(added).as("milliseconds that the functions add").isLessThan(MOST_MILLIS);
  }

  private double addedMillis(Pair functions) throws Exception {
    lab.steer("client", "server", "fc00:1::1:0:0", "fc00:2::1:0:0");
    double without = medianMillis();
    steer(functions);
    double with = medianMillis();
    System.out.printf(
        "%-50s one byte and back in %.3f ms, %+.3f ms%n",
        functions.first() + " … " + functions.second(), with, with - without);
    return with - without;
  }

  private double medianMillis() throws Exception {
    CompletableFuture<Void> server = CompletableFuture.runAsync(this::echoBytes, THREADS);
    long[] nanos = new long[ECHOES];
    try (Socket client = connect()) {
      client.setTcpNoDelay(true);
      client.setSoTimeout(STUCK_MILLIS);
      for (int i = -WARM_UP; i < ECHOES; i++) {
        long began = System.nanoTime();
        client.getOutputStream().write(i);
        assertThat(client.getInputStream().read()).isEqualTo(i & 0xFF);
        nanos[Math.max(0, i)] = System.nanoTime() - began;
      }
      client.shutdownOutput();
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
    server.get();
    Arrays.sort(nanos);
    return nanos[ECHOES / 2] / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  private void steer(Pair functions) {
    List<String> sids = new ArrayList<>(sids("p1", functions.first()));
    sids.addAll(sids("p2", functions.second()));
    lab.steer("client", "server", sids.toArray(String[]::new));
  }

  private List<String> sids(String proxy, String text) {
    return CHAINS.containsKey(text)
        ? List.of(sid(proxy, CHAINS.get(text).number(), 0))
        : chains.get(text).steps().stream()
            .map(step -> sid(proxy, step.function().number(), step.parameters().bits()))
            .toList();
  }

  private String sid(String proxy, int number, int parameters) {
    return SidLayout.DEFAULT.encode(lab.sidPrefix(proxy), number, parameters).toString();
  }

  private Socket connect() {
    return TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 20_000);
  }

  /** Says something, and returns what it heard. */
  private String answer(String said) {
    try (Socket socket = listener.accept()) {
      byte[] heard = socket.getInputStream().readAllBytes();
      socket.getOutputStream().write(said.getBytes(UTF_8));
      return new String(heard, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void echoBytes() {
    try (Socket socket = listener.accept()) {
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
}
