package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ServerAddress;
import org.srv6pipes.wire.Srh;

/**
 * A proxy in the middle of a chain that is killed while it works, and comes back.
 *
 * <pre>
 *               p1  p2  p3
 *                 \ | /
 *   client ────── router ────── server (srv6pipes server)
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(180)
class KilledInTheMiddleTest {

  private static final Logger LOG = LoggerFactory.getLogger(KilledInTheMiddleTest.class);
  private static final int PORT = 8000;
  private static final int EACH = 10;
  private static final List<String> ALL_THREE =
      List.of("fc00:3::aaaa:0:3", "fc00:2::aaaa:0:5", "fc00:1::aaaa:0:6");
  private static final List<String> WITHOUT_THE_MIDDLE =
      List.of("fc00:3::aaaa:0:55", "fc00:1::aaaa:0:55");

  private final Lab lab = Lab.star("client", "p1", "p2", "p3", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private final Set<String> cleanEndsAtServer = ConcurrentHashMap.newKeySet();
  private ServerSocket listener;
  private HostProcess middle;

  @BeforeEach
  void start() {
    List<HostProcess> proxies = ProgramInLab.proxies(lab, List.of("p1", "p2", "p3"));
    middle = proxies.get(1);
    ProgramInLab.server(server);
    listener = TcpPeers.listen(server, PORT);
    Thread.ofPlatform().daemon().start(this::accept);
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
    lab.close();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket accepted = listener.accept();
        Thread.ofVirtual().start(() -> echo(accepted));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void echo(Socket accepted) {
    try (accepted) {
      accepted.getInputStream().transferTo(accepted.getOutputStream());
      cleanEndsAtServer.add(accepted.getRemoteSocketAddress().toString());
    } catch (IOException e) {
      // This is how a connection through a dead proxy ends.
    }
  }

  @Test
  void shouldFailWhatGoesThroughItAndNothingElseAndServeAgainWhenItIsBack() throws Exception {
    List<Conversation> through = conversations(ALL_THREE);
    List<Conversation> past = conversations(WITHOUT_THE_MIDDLE);

    middle.signal("KILL");
    middle.awaitExit(ProgramInLab.PATIENCE);

    for (Conversation it : through) {
      assertThat(it.awaitEnd()).isEqualTo("an error");
    }
    assertThat(cleanEndsAtServer).as("clean ends at the server").isEmpty();
    for (Conversation it : past) {
      it.assertGoesOn();
    }

    ProgramInLab.proxyFor(lab.host("p2"));
    long ready = System.nanoTime();
    Conversation again = new Conversation(ALL_THREE);
    again.assertGoesOn();
    Duration took = Duration.ofNanos(System.nanoTime() - ready);
    LOG.info("served {} ms after the proxy was ready again", took.toMillis());
    assertThat(took).isLessThan(Duration.ofSeconds(10));
    for (Conversation it : past) {
      it.assertGoesOn();
      it.finish();
      assertThat(it.awaitEnd()).isEqualTo("its end");
    }
  }

  private List<Conversation> conversations(List<String> segments) throws IOException {
    List<Conversation> all = new ArrayList<>();
    for (int i = 0; i < EACH; i++) {
      all.add(new Conversation(segments));
    }
    return all;
  }

  /** Says one byte after the other and waits for each echo, until it ends. */
  private final class Conversation {
    private final SegmentSocket socket;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean finishing;
    private volatile long rounds;
    private volatile String how = "still there";

    Conversation(List<String> segments) throws IOException {
      List<Ipv6Address> list = new ArrayList<>(List.of(server.address()));
      segments.forEach(sid -> list.add(Ipv6Address.parse(sid)));
      socket =
          SegmentSocket.connect(
              client, 0, new ServerAddress(server.address(), PORT), Srh.of(segments.size(), list));
      Thread.ofPlatform().daemon().start(this::talk);
    }

    private void talk() {
      try (socket) {
        for (long round = 1; !finishing; round++) {
          socket.output().write(7);
          if (socket.input().read() != 7) {
            how = "an end too early";
            return;
          }
          rounds = round;
        }
        socket.finish();
        how = socket.input().read() == -1 ? "its end" : "another byte";
      } catch (IOException e) {
        how = "an error";
      } finally {
        ended.countDown();
      }
    }

    void finish() {
      finishing = true;
    }

    String awaitEnd() throws InterruptedException {
      assertThat(ended.await(60, TimeUnit.SECONDS)).as("it ends").isTrue();
      return how;
    }

    void assertGoesOn() {
      long before = rounds;
      long began = System.nanoTime();
      while (rounds < before + 10) {
        assertThat(how).isEqualTo("still there");
        assertThat(System.nanoTime() - began).isLessThan(ProgramInLab.PATIENCE.toNanos());
        Thread.onSpinWait();
      }
    }
  }
}
