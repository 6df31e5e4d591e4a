package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * What a proxy does for its functions besides calling them.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Timeout(120)
class FunctionServicesTest {

  private static final int PORT = 8000;

  /** Sets an alarm far away for every piece, and says so. */
  private static final String TALKATIVE =
      PluginJar.MAPPING
          .formatted("talkative", 0x8001, "b")
          .replace("flow -> new Mapping()", "flow -> new Mapping(flow)")
          .replace(
              "static final class Mapping implements StreamFunction {",
              """
              record Mapping(FlowContext flow) implements StreamFunction {
              """)
          .replace(
              "public Status process(ByteBuffer in, ByteBuffer out) {",
              """
              public Status process(ByteBuffer in, ByteBuffer out) {
                for (int i = 0; i < 1000; i++) {
                  flow.wakeAfter(3_600_000_000_000L);
                  flow.waker().run();
                  flow.warn("a line");
                }
              """);

  /** Turns each byte into the first letter of the thread that took it: relay or heavy. */
  private static final String THREAD =
      PluginJar.MAPPING
          .formatted("thread", 0x8002, "Thread.currentThread().getName().charAt(0)")
          .replace(
              "flow -> new Mapping()",
              "FunctionPlan.of("
                  + "Traits.DEFAULT.work(Work.HEAVY).lightUpTo(1000), flow -> new Mapping())")
          .replace(
              "public Status process(ByteBuffer in, ByteBuffer out) {",
              """
              private boolean called;
              public boolean isPrepared() { return called; }
              public Status process(ByteBuffer in, ByteBuffer out) {
                called = true;
              """);

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host p1 = lab.host("p1");
  private TcpPeers.Echo server;
  @TempDir private Path folder;

  @BeforeEach
  void start() {
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @Test
  void shouldShowTheFiguresOfAFunctionWhileTheKernelCarriesItsBytes() throws Exception {
    ProgramInLab.proxyFor(p1, "egress = \"plain\"");
    lab.steer("client", "server", "fc00:1::41:0:0");
    try (Socket client = TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000)) {
      client.getOutputStream().write(new byte[100_000]);

      await()
          .atMost(ProgramInLab.PATIENCE)
          .untilAsserted(
              () -> {
                Map<?, ?> forward = (Map<?, ?>) Operator.flows(p1).getFirst().get("forward");
                assertThat(forward.get("carrier")).isEqualTo("splice");
                Map<?, ?> meter = (Map<?, ?>) ((List<?>) forward.get("functions")).getFirst();
                Map<?, ?> notes = (Map<?, ?>) meter.get("notes");
                assertThat(notes).as("after a second").isNotNull();
                assertThat((Long) notes.get("peak-bytes-per-second")).isBetween(1L, 100_000L);
              });
    }
  }

  @Test
  void shouldHoldNoBufferForAFlowThatIsIdleThoughAWorkerRunsItsFunctions() throws Exception {
    ProgramInLab.proxyFor(p1, "egress = \"plain\"");
    lab.steer("client", "server", "fc00:1::10:0:0", "fc00:1::11:0:0");
    try (Socket client = TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000)) {
      client.getOutputStream().write(new byte[100_000]);

      await()
          .atMost(ProgramInLab.PATIENCE)
          .untilAsserted(
              () -> {
                Map<?, ?> forward = (Map<?, ?>) Operator.flows(p1).getFirst().get("forward");
                assertThat(forward.get("carrier")).isEqualTo("worker");
                assertThat(forward.get("bytes-out")).isEqualTo(100_000L);
                assertThat(Operator.status(p1).get("buffer-bytes")).isEqualTo(0L);
              });
    }
  }

  @Test
  void shouldRunHeavyWorkOnTheLoopWhileItIsLittle() throws Exception {
    PluginJar.provider("author.Provider", THREAD).write(folder.resolve("thread.jar"));
    ProgramInLab.proxyFor(p1, "egress = \"plain\"", "plugin-dirs = [\"" + folder + "\"]");
    lab.steer("client", "server", "fc00:1::8002:0:0");
    try (ServerSocket listener = TcpPeers.listen(lab.host("server"), PORT + 1);
        Socket client = TcpPeers.connect(lab.host("client"), lab.host("server"), PORT + 1, 10_000);
        Socket other = listener.accept()) {
      assertThat(sent(client, other, 100)).as("not prepared").matches("h{100}");
      assertThat(sent(client, other, 100)).matches("r{100}");
      assertThat(sent(client, other, 1_000_000)).endsWith("h".repeat(1000));
      assertThat(sent(client, other, 100)).as("after a flush").matches("r{100}");
    }
  }

  /** What comes out at the other end of so many bytes. */
  private static String sent(Socket from, Socket to, int length) throws Exception {
    to.setSoTimeout((int) ProgramInLab.PATIENCE.toMillis());
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> {
              try {
                from.getOutputStream().write(new byte[length]);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    String came = new String(to.getInputStream().readNBytes(length), US_ASCII);
    sender.get();
    return came;
  }

  @Test
  void shouldWakeTheLastOfAsManyFunctionsAsThereCanBe() throws Exception {
    String heavy =
        TALKATIVE.replace(
            "flow -> new Mapping(flow)",
            "FunctionPlan.of(Traits.DEFAULT.work(Work.HEAVY), flow -> new Mapping(flow))");
    PluginJar.provider("author.Provider", heavy).write(folder.resolve("talkative.jar"));
    ProgramInLab.proxyFor(
        p1,
        "egress = \"plain\"",
        "plugin-dirs = [\"" + folder + "\"]",
        "[chains.long]",
        "number = 0x7001",
        "inverse = \"identity\"",
        "functions = \"" + "xor(0x55) | ".repeat(30) + "meter | talkative\"");
    assertBytesComeBack("fc00:1::7001:0:0", 5000);
  }

  private void assertBytesComeBack(String sid, int length) throws IOException {
    lab.steer("client", "server", sid);
    byte[] request = new byte[length];

    byte[] answer =
        TcpPeers.exchange(
            TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000), request);

    assertThat(answer).isEqualTo(request);
  }

  @Test
  void shouldKeepAnAlarmAndAFewWordsOfAFunctionThatNeverStops() throws Exception {
    PluginJar.provider("author.Provider", TALKATIVE).write(folder.resolve("talkative.jar"));
    HostProcess proxy =
        ProgramInLab.proxyFor(p1, "egress = \"plain\"", "plugin-dirs = [\"" + folder + "\"]");
    assertBytesComeBack("fc00:1::8001:0:0", 500_000);
    assertThat(proxy.lines().stream().filter(line -> line.contains("function=talkative a line")))
        .hasSizeBetween(1, 500);
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }
}
