package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * Jars that come, change and go while 200 connections are busy. The function adds so much to each
 * byte on the way to the server, and its answers come back as they are.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(300)
class HotSwapTest {

  private static final int PORT = 8000;
  private static final int FLOWS = 200;
  private static final int NUMBER = 0x8001;
  private static final int PIECE = 4096;
  private static final String LOADER = "org.srv6pipes.proxy.chain.PluginLoader";

  private final Lab lab = Lab.line("client", "p1", "server");
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Busy> busy = new ArrayList<>();
  @TempDir private Path folder;
  private Path jar;
  private HostProcess proxy;
  private TcpPeers.EchoNow echo;

  @BeforeEach
  void start() throws Exception {
    jar = folder.resolve("shift.jar");
    shift(1).write(jar);
    proxy =
        ProgramInLab.proxyFor(
            lab.host("p1"),
            "egress = \"plain\"",
            "plugin-dirs = [\"" + folder + "\"]",
            "plugin-watch = true");
    lab.steer("client", "server", "fc00:1::8001:0:0");
    echo = TcpPeers.EchoNow.on(lab.host("server"), PORT);
  }

  @AfterEach
  void stop() throws Exception {
    busy.forEach(Busy::finish);
    threads.shutdownNow();
    echo.close();
    lab.close();
  }

  @Test
  void shouldSwapJarsUnderLoadAndBreakNothing() throws Exception {
    List<Future<Integer>> onFirst = begin(1);
    assertThat(loaders()).isEqualTo(1);

    shift(2).write(jar); // in place, as cp does
    awaitAnswer(7);
    List<Future<Integer>> onSecond = begin(2);
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(() -> assertThat(loaders()).as("the old one and the new one").isEqualTo(2));

    PluginJar.mapping("another", NUMBER + 1, "b + 100").moveTo(folder.resolve("another.jar"));
    lab.steer("client", "server", "fc00:1::8002:0:0");
    awaitAnswer(105);

    Files.delete(jar);
    lab.steer("client", "server", "fc00:1::8001:0:0");
    await().atMost(ProgramInLab.PATIENCE).until(this::isRefused);

    assertUnbroken(onFirst);
    assertUnbroken(onSecond);
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(() -> assertThat(loaders()).as("only another.jar's").isEqualTo(1));
  }

  @Test
  void shouldGoOnWithWhatItHasWhenAJarIsHalfCopied() throws Exception {
    byte[] next = shift(2).toBytes();
    List<Future<Integer>> flows = begin(1);

    Files.write(jar, Arrays.copyOf(next, next.length / 2));
    proxy.awaitLine("not reloaded: " + jar + " is not a whole jar", ProgramInLab.PATIENCE);
    awaitAnswer(6);

    Files.write(jar, next);
    awaitAnswer(7);
    assertUnbroken(flows);
  }

  private static PluginJar shift(int by) {
    return PluginJar.mapping("shift", NUMBER, "b + " + by);
  }

  /** New connections turn a 5 into this. */
  private void awaitAnswer(int expected) {
    await()
        .atMost(ProgramInLab.PATIENCE)
        .ignoreException(IOException.class)
        .ignoreException(LabException.class)
        .untilAsserted(() -> assertThat(answerOf(new byte[] {5})).containsExactly(expected));
  }

  /** Opens busy connections, and waits until each has had an answer. */
  private List<Future<Integer>> begin(int shift) throws Exception {
    List<Future<Integer>> results = new ArrayList<>();
    for (int i = 0; i < FLOWS; i++) {
      Busy flow =
          new Busy(TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 20_000), shift);
      busy.add(flow);
      results.add(threads.submit(flow::run));
    }
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(() -> assertThat(busy).allMatch(flow -> flow.rounds.get() > 0));
    return results;
  }

  private void assertUnbroken(List<Future<Integer>> flows) throws Exception {
    List<Integer> before = busy.stream().map(flow -> flow.rounds.get()).toList();
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(
            () -> {
              for (int i = 0; i < busy.size(); i++) {
                if (!busy.get(i).isOver && busy.get(i).rounds.get() <= before.get(i)) {
                  return false;
                }
              }
              return true;
            });
    busy.forEach(Busy::finish);
    for (Future<Integer> flow : flows) {
      assertThat(flow.get()).as("exchanges of a connection").isPositive();
    }
  }

  private byte[] answerOf(byte[] request) throws IOException {
    return TcpPeers.exchange(
        TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 20_000), request);
  }

  private boolean isRefused() {
    try {
      answerOf(new byte[] {5});
      return false;
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }

  /** How many loaders of plugins are alive, after a garbage collection. */
  private int loaders() throws IOException, InterruptedException {
    return LiveObjects.of(proxy).count(LOADER);
  }

  /** A connection that sends and checks what comes back until it is told to finish. */
  private static final class Busy {
    private final Socket socket;
    private final int shift;
    private final AtomicInteger rounds = new AtomicInteger();
    private volatile boolean finishes;
    private volatile boolean isOver;

    Busy(Socket socket, int shift) {
      this.socket = socket;
      this.shift = shift;
    }

    int run() throws IOException {
      byte[] piece = new byte[PIECE];
      byte[] expected = new byte[PIECE];
      try (socket) {
        while (!finishes) {
          Arrays.fill(piece, (byte) rounds.get());
          Arrays.fill(expected, (byte) (rounds.get() + shift));
          socket.getOutputStream().write(piece);
          assertThat(socket.getInputStream().readNBytes(PIECE)).isEqualTo(expected);
          rounds.incrementAndGet();
        }
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        return rounds.get();
      } finally {
        isOver = true;
      }
    }

    void finish() {
      finishes = true;
    }
  }
}
