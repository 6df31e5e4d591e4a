package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.fault.Heard;
import org.srv6pipes.lab.fault.ProcessFaults;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * A proxy without the memory for what its connections want to have held. Those for which there is
 * none are reset; the others go on, and so does the proxy, unless its JVM finds none for itself.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(240)
class ProxyShortOfMemoryTest {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyShortOfMemoryTest.class);
  private static final int PORT = 8000;
  private static final int TALKS = 4;
  private static final int STREAMS = 24;
  private static final int SOME = 5;
  private static final int CHUNK = 16 << 10;
  private static final Duration A_MOMENT = Duration.ofSeconds(1);
  private static final int CONNECT_MILLIS = 10_000;
  private static final String XOR = "fc00:1::aaaa:0:55";
  private static final String ZSTD_COMPRESS = "fc00:1::10:0:0";
  private static final String LZ4_DECOMPRESS = "fc00:1::13:0:0";

  /** Far more than the kernels on the way hold. */
  private static final int STREAM_BYTES = 3 << 20;

  private static final String SMALL_SOCKET_BUFFERS = "4096 32768 65536";

  /** The start of a frame of stored blocks of 4 MiB, and of the first one. */
  private static final byte[] LARGE_BLOCK = HexFormat.of().parseHex("04224d1860707300004080");

  private static final int PART_OF_BLOCK = 3 << 20;

  @TempDir private Path folder;
  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private TcpPeers.EchoNow echo;
  private HostProcess proxy;

  @BeforeEach
  void start() {
    for (String host : List.of("client", "p1", "server")) {
      for (String which : List.of("rmem", "wmem")) {
        lab.host(host).check("sysctl", "-qw", "net.ipv4.tcp_" + which + "=" + SMALL_SOCKET_BUFFERS);
      }
    }
    echo = TcpPeers.EchoNow.on(server, PORT);
  }

  @AfterEach
  void stop() {
    echo.close();
    lab.close();
  }

  @Test
  void shouldResetWhatThereIsNoHeapFor() throws Exception {
    startProxy("-Xmx32m");
    List<Conversation> talks = talk();
    steeredTo(LZ4_DECOMPRESS);
    List<Socket> greedy = new ArrayList<>();
    int failed = 0;
    for (int i = 0; i < STREAMS; i++) {
      try {
        Socket socket = TcpPeers.connect(client, server, PORT, CONNECT_MILLIS);
        greedy.add(socket);
        socket.getOutputStream().write(LARGE_BLOCK);
        socket.getOutputStream().write(new byte[PART_OF_BLOCK]);
      } catch (IOException | LabException e) {
        failed++;
      }
    }
    for (Socket socket : greedy) {
      socket.close();
    }

    assertThat(failed).isPositive();
    assertThat(proxy.lines()).anyMatch(line -> line.contains("Java heap space"));
    goesOnAsBefore(talks);
  }

  @Test
  void shouldResetWhatTheKernelGivesNoMemoryFor() throws Exception {
    startProxy("-Xms64m -Xmx64m");
    List<Conversation> talks = talk();
    // What the JVM needs in order to run functions at all, it has got.
    assertThat(heardOfStreams(steeredTo(ZSTD_COMPRESS), 2, () -> {})).containsOnly(Heard.ALL);

    List<Heard> heard = heardOfStreams(ZSTD_COMPRESS, this::leaveLittleMemory);

    assertThat(heard).doesNotContain(Heard.WRONG).contains(Heard.FAILED);
    if (proxy.isAlive()) {
      ProcessFaults.unlimitMemory(proxy);
      goesOnAsBefore(talks);
    } else {
      diedForWantOfMemory(talks);
    }
  }

  /** The JVM itself needed some: nobody takes that for an end of what was said. */
  private void diedForWantOfMemory(List<Conversation> talks) throws Exception {
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isNotZero();
    assertThat(proxy.lines()).anyMatch(line -> line.contains("insufficient memory"));
    talks.forEach(Conversation::finish);
    assertThat(talks).allMatch(it -> it.failure() != null);
    startProxy("-Xmx64m");
    assertThat(heardOfStreams(steeredTo(ZSTD_COMPRESS), 2, () -> {})).containsOnly(Heard.ALL);
  }

  private void startProxy(String options) {
    proxy =
        ProgramInLab.proxyWithJvm(
            lab.host("p1"),
            options
                + " -XX:-CreateCoredumpOnCrash -XX:ReplayDataFile="
                + folder.resolve("replay.log")
                + " -XX:ErrorFile="
                + folder.resolve("hs_err.log"),
            "egress = \"plain\"");
  }

  private String steeredTo(String sid) {
    lab.steer("client", "server", sid);
    return sid;
  }

  /** Connections that need no memory of the proxy's. */
  private List<Conversation> talk() {
    steeredTo(XOR);
    List<Conversation> talks = Conversation.between(client, server, PORT, TALKS);
    Conversation.awaitRounds(talks, SOME);
    return talks;
  }

  private void leaveLittleMemory() {
    try {
      ProcessFaults.limitMemory(proxy, proxy.ownMemoryKib() + 4096);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Heard> heardOfStreams(String sid, Runnable before) throws Exception {
    return heardOfStreams(sid, STREAMS, before);
  }

  /** What becomes of streams whose clients read only when all have sent what they can. */
  private List<Heard> heardOfStreams(String sid, int several, Runnable first) throws Exception {
    first.run();
    CountDownLatch mayRead = new CountDownLatch(1);
    List<Stream> streams =
        IntStream.range(0, several).mapToObj(number -> new Stream(number, mayRead)).toList();
    streams.forEach(Stream::begin);
    AtomicLong before = new AtomicLong(-1);
    await()
        .pollInterval(A_MOMENT)
        .atMost(ProgramInLab.PATIENCE)
        .until(
            () ->
                before.get() == before.accumulateAndGet(Stream.allTaken(streams), (_, now) -> now));
    mayRead.countDown();
    List<Heard> heard = new ArrayList<>();
    for (Stream it : streams) {
      it.thread.join();
      heard.add(it.heard);
    }
    LOG.info("{}: {}", sid, heard);
    return heard;
  }

  private long flowsOpen() throws Exception {
    return (Long) ((Map<?, ?>) Operator.status(lab.host("p1")).get("flows")).get("open");
  }

  private void goesOnAsBefore(List<Conversation> talks) throws Exception {
    assertThat(proxy.isAlive()).as("%s", proxy).isTrue();
    Conversation.awaitRounds(talks, SOME);
    talks.forEach(Conversation::finish);
    assertThat(talks).allMatch(it -> it.failure() == null);
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(flowsOpen()).isZero();
              assertThat(Operator.status(lab.host("p1")).get("buffer-bytes")).isEqualTo(0L);
            });
    assertThat(heardOfStreams(steeredTo(ZSTD_COMPRESS), 2, () -> {})).containsOnly(Heard.ALL);
  }

  /** Sends much that comes back, and does not read it before it may. */
  private final class Stream {
    private final byte[] sent = new byte[STREAM_BYTES];
    private final CountDownLatch mayRead;
    private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
    private volatile boolean sendingFailed;
    private volatile long taken;
    private volatile Heard heard = Heard.WRONG;

    Stream(int number, CountDownLatch mayRead) {
      this.mayRead = mayRead;
      new Random(number).nextBytes(sent);
    }

    static long allTaken(List<Stream> streams) {
      return streams.stream().mapToLong(it -> it.taken).sum();
    }

    void begin() {
      thread.start();
    }

    private void run() {
      try (Socket socket = TcpPeers.connect(client, server, PORT, CONNECT_MILLIS)) {
        Thread sender = Thread.ofPlatform().daemon().start(() -> send(socket));
        mayRead.await();
        byte[] received = socket.getInputStream().readAllBytes();
        sender.join();
        if (sendingFailed) {
          heard = Heard.FAILED;
        } else {
          heard = Arrays.equals(received, sent) ? Heard.ALL : Heard.WRONG;
        }
      } catch (IOException | LabException e) {
        heard = Heard.FAILED;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void send(Socket socket) {
      try {
        OutputStream out = socket.getOutputStream();
        for (int i = 0; i < STREAM_BYTES; i += CHUNK) {
          out.write(sent, i, CHUNK);
          taken = (long) i + CHUNK;
        }
        socket.shutdownOutput();
      } catch (IOException e) {
        // The kernel tells of a reset once; then reading finds an end.
        sendingFailed = true;
      }
    }
  }
}
