package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;

/**
 * A service that listens on every address of the middlebox is never reached through a SID, whatever
 * state the proxy is in.
 *
 * <pre>
 *   client ───── p1 (service on [::]:8000) ───── server (service on [::]:8000)
 * </pre>
 */
@NamespaceTest
@Timeout(180)
class OwnServicesTest {

  private static final int PORT = 8000;
  private static final String SID = "fc00:1::aaaa:0:55";

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host middlebox = lab.host("p1");
  private TcpPeers.Echo server;
  private TcpPeers.Echo service;

  @BeforeEach
  void startServices() {
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
    service = TcpPeers.Echo.on(middlebox, PORT);
  }

  @AfterEach
  void stop() {
    server.close();
    service.close();
    lab.close();
  }

  @Test
  void shouldBeReachableByTheMiddleboxsOwnAddressAsBefore() throws Exception {
    ProgramInLab.proxyFor(middlebox);
    TcpPeers.connect(lab.host("client"), middlebox, PORT, 10_000).close();
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(() -> assertThat(service.connections()).isEqualTo(1));
  }

  @Test
  void shouldNotBeReachedThroughSegmentsWhileTheProxyStartsRunsStopsAndIsKilled() {
    lab.steer("client", "server", SID);
    try (Knocking knocking = new Knocking(lab.host("server").address())) {
      HostProcess stopped = ProgramInLab.proxyFor(middlebox);
      knocking.awaitMore(20);
      stopped.signal("TERM");
      stopped.awaitExit(ProgramInLab.PATIENCE);
      HostProcess killed = ProgramInLab.proxyFor(middlebox);
      knocking.awaitMore(20);
      killed.signal("KILL");
      killed.awaitExit(ProgramInLab.PATIENCE);
      HostProcess again = ProgramInLab.proxyFor(middlebox);
      knocking.awaitMore(20);
      again.signal("TERM");
      again.awaitExit(ProgramInLab.PATIENCE);
    }
    assertThat(server.connections()).as("the server was reached meanwhile").isPositive();
    assertThat(service.connections()).as("the middlebox's own service").isZero();
  }

  @Test
  void shouldNotBeReachedByASidWithoutSegmentsWhileTheProxyStartsRunsStopsAndIsKilled() {
    try (Knocking knocking = new Knocking(Ipv6Address.parse(SID))) {
      HostProcess stopped = ProgramInLab.proxyFor(middlebox);
      knocking.awaitTries(20);
      stopped.signal("TERM");
      stopped.awaitExit(ProgramInLab.PATIENCE);
      HostProcess killed = ProgramInLab.proxyFor(middlebox);
      knocking.awaitTries(20);
      killed.signal("KILL");
      killed.awaitExit(ProgramInLab.PATIENCE);
      knocking.awaitTries(2);
    }
    assertThat(service.connections()).isZero();
  }

  /** Connects again and again from the client, on several threads, until it is closed. */
  private final class Knocking implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int TIMEOUT_MILLIS = 500;

    private final AtomicBoolean open = new AtomicBoolean(true);
    private final AtomicLong connected = new AtomicLong();
    private final AtomicLong tries = new AtomicLong();
    private final Thread[] threads = new Thread[THREADS];

    Knocking(Ipv6Address door) {
      InetSocketAddress address = new InetSocketAddress(door.toInet(), PORT);
      for (int i = 0; i < THREADS; i++) {
        threads[i] =
            Thread.ofPlatform()
                .daemon()
                .start(
                    () ->
                        lab.host("client")
                            .call(
                                () -> {
                                  knock(address);
                                  return true;
                                }));
      }
    }

    private void knock(InetSocketAddress address) {
      while (open.get()) {
        try (Socket socket = new Socket()) {
          socket.connect(address, TIMEOUT_MILLIS);
          connected.incrementAndGet();
        } catch (IOException e) {
          // Refused, reset or timed out: that is for the state of the proxy to say.
        }
        tries.incrementAndGet();
      }
    }

    void awaitMore(int connections) {
      awaitAtLeast(connected, connected.get() + connections);
    }

    void awaitTries(int more) {
      awaitAtLeast(tries, tries.get() + more);
    }

    private void awaitAtLeast(AtomicLong counter, long wanted) {
      await().atMost(ProgramInLab.PATIENCE).until(() -> counter.get() >= wanted);
    }

    @Override
    public void close() {
      open.set(false);
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
