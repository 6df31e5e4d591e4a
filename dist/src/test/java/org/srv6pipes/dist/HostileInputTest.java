package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * Functions that fail and input that is made to break them, through a real proxy: it lives, each
 * connection is reset with a line in the log, and everything comes back.
 *
 * <p>In a normal run 500 connections meet the function that throws at random; {@code
 * -Dhostile.flows=10000} sets another number.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Timeout(600)
class HostileInputTest {

  private static final int PORT = 8000;
  private static final int FLOWS = Integer.getInteger("hostile.flows", 500);
  private static final int WARM_UP = 40;

  /** Pipes that a pool keeps for the next flow. */
  private static final int POOLED = 16;

  private static final int ALL = WARM_UP + FLOWS;
  private static final int STREAMS_PER_DECODER = 40;
  private static final long SEED = 20260;

  /** Throws something of every kind, in each of its calls, by the client's port. */
  private static final String FICKLE =
      """
      package author;
      import java.nio.ByteBuffer;
      import org.srv6pipes.function.*;
      public final class Provider implements FunctionProvider {
        public int apiVersion() { return ApiVersion.CURRENT; }
        public FunctionDescriptor descriptor() {
          return FunctionDescriptor.of("fickle", 0x8001, "Fails.")
              .parameters(ParameterField.flag("heavy", 0), ParameterField.flag("mostly-light", 1));
        }
        public FunctionFactory configure(ConfigSection section, Problems problems) {
          return (parameters, unsuitable) -> FunctionPlan.of(
              Traits.DEFAULT.work(parameters.bits() == 0 ? Work.LIGHT : Work.HEAVY)
                  .lightUpTo(parameters.bits() == 3 ? 100_000 : 0),
              flow -> new Fickle(flow));
        }
        static final class Fickle implements StreamFunction {
          private final java.util.Random random = new java.util.Random();
          private final int place = random.nextInt(5);
          private int calls = random.nextInt(4);
          Fickle(FlowContext flow) throws FunctionException {
            if (place == 0) { fail(); }
            flow.wakeAfter(1_000_000);
          }
          private void fail() throws FunctionException {
            switch (random.nextInt(6)) {
              case 0 -> throw new FunctionException("as it likes");
              case 1 -> throw new IllegalStateException("as it likes");
              case 2 -> throw new AssertionError("as it likes");
              case 3 -> throw new NoClassDefFoundError("as it likes");
              case 4 -> throw new OutOfMemoryError("as it likes");
              default -> throw Fickle.<RuntimeException>any(new java.io.IOException("as it likes"));
            }
          }
          @SuppressWarnings("unchecked")
          private static <T extends Throwable> T any(Throwable thrown) throws T { throw (T) thrown; }
          public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
            if (place == 1 && calls-- == 0) { fail(); }
            while (in.hasRemaining() && out.hasRemaining()) { out.put(in.get()); }
            return in.hasRemaining() ? Status.MORE : Status.DONE;
          }
          public Status flush(ByteBuffer out) throws FunctionException {
            if (place == 2) { fail(); }
            return Status.DONE;
          }
          public Status wake(ByteBuffer out) throws FunctionException {
            if (place == 3) { fail(); }
            return Status.DONE;
          }
          public Status end(ByteBuffer out) throws FunctionException { fail(); return Status.DONE; }
          public void close() { throw new IllegalStateException("even here"); }
        }
      }
      """;

  private final Lab lab = Lab.line("client", "p1", "server");
  @TempDir private Path folder;
  private HostProcess proxy;
  private Path log;

  @BeforeEach
  void start() throws Exception {
    PluginJar.provider("author.Provider", FICKLE).write(folder.resolve("fickle.jar"));
    Path keys = Files.writeString(folder.resolve("keys"), "1 = " + "5a".repeat(32));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-------"));
    Path config =
        Files.writeString(
            folder.resolve("proxy.toml"),
            """
            sid-prefixes = ["%s"]
            egress = "plain"
            plugin-dirs = ["%s"]
            functions.encrypt.key-file = "%s"
            functions.decrypt.key-file = "%s"
            """
                .formatted(lab.host("p1").sidPrefix(), folder, keys, keys));
    start(config);
  }

  /** With its log in a file: here it is longer than what is kept of other processes. */
  private void start(Path config) throws IOException {
    log = Files.createFile(folder.resolve("log"));
    List<String> command =
        new ArrayList<>(List.of("sh", "-c", "exec \"$@\" > " + log + " 2>&1", "sh"));
    command.addAll(ProgramInLab.command("proxy", "-c", config.toString()));
    proxy = lab.host("p1").start(command, Map.of());
    await().atMost(ProgramInLab.PATIENCE).until(() -> logged("ready ").findAny().isPresent());
  }

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldOutliveAFunctionThatThrowsWhateverWheneverItLikes() throws Exception {
    try (TcpPeers.Echo _ = TcpPeers.Echo.on(lab.host("server"), PORT)) {
      int broken = meetTheFickleOne(WARM_UP); // pools fill, threads start
      long descriptors = proxy.descriptors();

      broken += meetTheFickleOne(FLOWS);

      assertThat(broken).as("connections that their client saw broken").isEqualTo(ALL);
      awaitFailures(ALL);
      await()
          .atMost(ProgramInLab.PATIENCE)
          .untilAsserted(() -> assertThat(proxy.descriptors()).isLessThan(descriptors + POOLED));
      assertServes();
    }
    assertNothingIsLeft();
  }

  @Test
  void shouldResetConnectionsWithNoiseForDecoders() throws Exception {
    Random random = new Random(SEED);
    List<String> decoders =
        List.of("fc00:1::11:0:0", "fc00:1::13:0:0", "fc00:1::21:0:0", "fc00:1::33:0:0");
    try (TcpPeers.Echo _ = TcpPeers.Echo.on(lab.host("server"), PORT)) {
      assertServes();
      for (String decoder : decoders) {
        steer(decoder);
        for (int i = 0; i < STREAMS_PER_DECODER; i++) {
          byte[] noise = new byte[1 + random.nextInt(50_000)];
          random.nextBytes(noise);
          assertThatThrownBy(() -> exchange(noise)).as(decoder).isInstanceOf(IOException.class);
        }
      }
      awaitFailures(STREAMS_PER_DECODER * decoders.size());
      assertServes();
    }
    assertNothingIsLeft();
  }

  /** 16 GiB of zeros; the receiver sees one of them and a reset, the proxy's memory stays small. */
  @Test
  void shouldStopABombWithoutSwelling() throws Exception {
    byte[] bomb = zeros(16L << 30);
    try (TcpPeers.Echo _ = TcpPeers.Echo.on(lab.host("server"), PORT + 1);
        var listener = TcpPeers.listen(lab.host("server"), PORT)) {
      steer("fc00:1::11:0:0");
      Socket client = TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000);
      Socket server = listener.accept();
      Thread.ofPlatform().daemon().start(() -> send(client, bomb));

      long received = count(server.getInputStream());

      assertThat(received).isBetween(1L << 28, (1L << 30) + (64 << 20));
      awaitFailures(1);
      assertThat(logged("function failed: "))
          .singleElement()
          .asString()
          .contains("zstd-decompress: ", "more than the allowed ratio of 1000");
      assertThat(proxy.peakMemoryKib())
          .as("resident memory in KiB at its peak")
          .isLessThan(700_000);
    }
  }

  /** Half of the connections on the loop, a quarter on a worker and a quarter on either. */
  private int meetTheFickleOne(int flows) {
    steer("fc00:1::8001:0:0");
    int broken = exchangeMany(flows / 2);
    steer("fc00:1::8001:0:1");
    broken += exchangeMany(flows / 4);
    steer("fc00:1::8001:0:3");
    return broken + exchangeMany(flows / 4);
  }

  private void assertServes() throws IOException {
    steer("fc00:1::aaaa:0:55");
    byte[] request = "Is it dogs that you love?".getBytes(US_ASCII);
    byte[] masked = exchange(request);
    assertThat(masked).isEqualTo(request);
  }

  private void assertNothingIsLeft() {
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(logged("stopped "))
        .singleElement()
        .asString()
        .contains("open=0")
        .contains("buffer-bytes=0");
  }

  private void steer(String sid) {
    lab.steer("client", "server", sid);
  }

  private byte[] exchange(byte[] request) throws IOException {
    return TcpPeers.exchange(
        TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 20_000), request);
  }

  /** One after another; how many of them broke. */
  private int exchangeMany(int count) {
    byte[] request = new byte[20_000];
    Arrays.fill(request, (byte) 'x');
    return lab.host("client")
        .call(
            () -> {
              int broken = 0;
              for (int i = 0; i < count; i++) {
                broken += breaks(request) ? 1 : 0;
              }
              return broken;
            });
  }

  private boolean breaks(byte[] request) {
    try {
      Socket socket = new Socket(lab.host("server").address().toInet(), PORT);
      TcpPeers.exchange(socket, request);
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void awaitFailures(int count) {
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(() -> assertThat(logged("function failed: ")).hasSize(count));
  }

  private Stream<String> logged(String part) {
    try {
      return Files.readAllLines(log).stream().filter(line -> line.contains(part));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Socket socket, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
    } catch (IOException e) {
      // The reset that is expected.
    }
  }

  /** How much comes before the reset. */
  private static long count(InputStream in) {
    byte[] block = new byte[1 << 20];
    long count = 0;
    try {
      for (int read = in.read(block); read >= 0; read = in.read(block)) {
        count += read;
      }
      throw new AssertionError("the stream ended as if it were whole");
    } catch (IOException e) {
      return count;
    }
  }

  /** So many zeros as zstd would have them: blocks of one byte and a number of repetitions. */
  private static byte[] zeros(long length) {
    byte[] frameHeader = {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0x00, 0x50};
    int block = 128 << 10;
    int blockHeader = block << 3 | 1 << 1;
    int blocks = Math.toIntExact(length / block);
    byte[] bomb = Arrays.copyOf(frameHeader, frameHeader.length + 4 * blocks);
    for (int i = 0; i < blocks; i++) {
      int at = frameHeader.length + 4 * i;
      bomb[at] = (byte) blockHeader;
      bomb[at + 1] = (byte) (blockHeader >>> 8);
      bomb[at + 2] = (byte) (blockHeader >>> 16);
    }
    return bomb;
  }
}
