package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * What a client learns at connect time, through chains off the path: what plain TCP would tell it,
 * and as soon.
 *
 * <pre>
 *              p1  p2  p3
 *                \ | /
 *   client ───── router ───── server (srv6pipes server)
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedAndTimedOutTest {

  private static final int OPEN = 8000;
  private static final int CLOSED = 81;
  private static final int DROPPED = 82;
  private static final int TRIES = 5;
  private static final Duration SLOWER_THAN_PLAIN = Duration.ofMillis(100);

  private final Lab lab = Lab.star("client", "p1", "p2", "p3", "server");
  private final List<HostProcess> started = new ArrayList<>();
  private TcpPeers.Echo server;
  private Duration plain;

  /** How a connect ended, and when. */
  private record Outcome(String how, Duration after) {}

  @BeforeAll
  void start() {
    for (String name : List.of("p1", "p2", "p3")) {
      String prefix = lab.host(name).sidPrefix().toString();
      started.add(ProgramInLab.startProxy(lab.host(name), "sid-prefixes = [\"" + prefix + "\"]"));
    }
    server = TcpPeers.Echo.on(lab.host("server"), OPEN);
    ProgramInLab.server(lab.host("server"));
    lab.host("server")
        .check("ip6tables", "-A", "INPUT", "-p", "tcp", "--dport", "" + DROPPED, "-j", "DROP");
    lab.host("client").sysctl("net.ipv4.tcp_syn_linear_timeouts", 0);
    lab.host("client").sysctl("net.ipv4.tcp_syn_retries", 1);
    plain = median(CLOSED, "Connection refused");
    started.forEach(proxy -> proxy.awaitLine("ready", ProgramInLab.PATIENCE));
  }

  @AfterAll
  void stop() {
    server.close();
    lab.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  @Order(1)
  void shouldRefuseAPortThatIsClosedAtTheServerAsSoonAsPlainTcp(int proxies) {
    steer(proxies, "aaaa:0:55");
    assertThat(median(CLOSED, "Connection refused")).isLessThan(plain.plus(SLOWER_THAN_PLAIN));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  @Order(1)
  void shouldRefuseAFunctionThatTheLastProxyDoesNotHaveAsSoonAsPlainTcp(int proxies) {
    steer(proxies, "bbbb:0:0");
    long before = server.connections();
    assertThat(median(OPEN, "Connection refused")).isLessThan(plain.plus(SLOWER_THAN_PLAIN));
    assertThat(server.connections()).isEqualTo(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  @Order(1)
  void shouldTimeOutWhereTheServerDrops(int proxies) {
    steer(proxies, "aaaa:0:55");
    assertThat(connect(DROPPED).how()).contains("timed out");
  }

  @Test
  @Order(2)
  void shouldTimeOutThroughAProxyThatWasKilled() {
    steer(3, "aaaa:0:55");
    long before = server.connections();
    assertThat(connect(OPEN).how()).isEqualTo("connected");
    await().atMost(ProgramInLab.PATIENCE).until(() -> server.connections() == before + 1);
    HostProcess last = started.getLast();
    last.signal("KILL");
    last.awaitExit(ProgramInLab.PATIENCE);
    assertThat(connect(OPEN).how()).contains("timed out");
    assertThat(server.connections()).isEqualTo(before + 1);
  }

  /** Through the first proxies; the last one is asked for this function, the others for xor. */
  private void steer(int proxies, String last) {
    List<String> sids =
        new ArrayList<>(
            Stream.of(1, 2, 3).limit(proxies).map(it -> "fc00:" + it + "::aaaa:0:55").toList());
    sids.set(proxies - 1, "fc00:" + proxies + "::" + last);
    lab.steer("client", "server", sids.toArray(String[]::new));
  }

  private Duration median(int port, String expected) {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < TRIES; i++) {
      Outcome outcome = connect(port);
      assertThat(outcome.how()).contains(expected);
      times.add(outcome.after());
    }
    Collections.sort(times);
    return times.get(TRIES / 2);
  }

  private Outcome connect(int port) {
    InetSocketAddress address = new InetSocketAddress(lab.host("server").address().toInet(), port);
    return lab.host("client")
        .call(
            () -> {
              long began = System.nanoTime();
              String how = "connected";
              try (Socket socket = new Socket()) {
                socket.connect(address);
              } catch (IOException e) {
                how = e.getMessage();
              }
              return new Outcome(how, Duration.ofNanos(System.nanoTime() - began));
            });
  }
}
