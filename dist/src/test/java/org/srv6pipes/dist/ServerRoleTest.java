package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Octets;

/**
 * In a star, where nobody is on the way of an answer by accident, a server that knows nothing
 * answers through both proxies. The client has nothing but a route of the kernel, so the proxies
 * record the return path.
 *
 * <pre>
 *   client ───── router ───── server
 *                 │  │
 *                p1  p2
 * </pre>
 */
@NamespaceTest
@Timeout(120)
class ServerRoleTest {

  private static final int PORT = 8000;
  private static final int CLOSED_PORT = 8001;
  private static final int PATIENCE_MILLIS = 10_000;

  private final Lab lab = Lab.star("client", "p1", "p2", "server");
  private final Host host = lab.host("server");
  private TcpPeers.Echo service;
  private RuleCounter along;
  private RuleCounter past;

  @BeforeEach
  void startService() {
    service = TcpPeers.Echo.on(host, PORT);
    Host router = lab.host("router");
    along = router.countRule("PREROUTING", "-i", "server", "-p", "tcp", "-d", "fc00:2::/80");
    past = router.countRule("PREROUTING", "-i", "server", "-p", "tcp", "!", "-d", "fc00:2::/80");
  }

  @AfterEach
  void stop() {
    service.close();
    lab.close();
  }

  private void startProxies() {
    ProgramInLab.proxyFor(lab.host("p1"), "egress = 'return-path'");
    ProgramInLab.proxyFor(lab.host("p2"), "egress = 'return-path'");
    lab.steer("client", "server", "fc00:1::aaaa:0:55", "fc00:2::aaaa:0:55");
  }

  private Socket connect(int port) {
    return TcpPeers.connect(lab.host("client"), host, port, PATIENCE_MILLIS);
  }

  private void exchange(Socket client, int octets) throws Exception {
    InetSocketAddress own = (InetSocketAddress) client.getLocalSocketAddress();
    byte[] request = new byte[octets];
    new Random(octets).nextBytes(request);
    assertThat(Octets.of(TcpPeers.exchange(client, request))).isEqualTo(Octets.of(request));
    assertThat(service.next().client()).isEqualTo(own);
  }

  @Test
  void shouldAnswerThroughTheProxiesAndNoPacketPastThem() throws Exception {
    ProgramInLab.server(host);
    startProxies();
    exchange(connect(PORT), 300_000);
    assertThatThrownBy(() -> connect(CLOSED_PORT)).hasRootCauseInstanceOf(ConnectException.class);
    assertThat(along.packets()).isPositive();
    assertThat(past.packets()).isZero();
  }

  @Test
  void shouldCarryConnectionsThroughADeathAndTheStartAfterIt() throws Exception {
    HostProcess first = ProgramInLab.server(host);
    startProxies();
    try (Socket client = connect(PORT)) {
      first.signal("KILL");
      first.awaitExit(ProgramInLab.PATIENCE);
      say(client, "while it is dead ");
      HostProcess second = ProgramInLab.server(host);
      say(client, "and when it is back");
      exchange(connect(PORT), 1000);
      client.shutdownOutput();
      assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
          .isEqualTo("while it is dead and when it is back");
      stop(second);
      assertThat(second.lines()).anyMatch(line -> line.contains("along-path=1 "));
    }
    assertThat(past.packets()).isZero();
  }

  private static void say(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(UTF_8));
  }

  private static void stop(HostProcess role) {
    role.signal("TERM");
    assertThat(role.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }

  @Test
  void shouldLeaveTheHostAsItWasAlsoAfterADeath() throws Exception {
    String before = HostState.of(host);
    HostProcess killed = ProgramInLab.server(host);
    startProxies();
    exchange(connect(PORT), 1);
    killed.signal("KILL");
    killed.awaitExit(ProgramInLab.PATIENCE);
    assertThat(HostState.of(host)).contains("encap seg6");
    stop(ProgramInLab.server(host));
    assertThat(HostState.of(host)).isEqualTo(before);
  }

  @Test
  void shouldReadItsConfigurationAgainOrSayWhyNot() throws Exception {
    HostProcess role = ProgramInLab.server(host);
    role.signal("HUP");
    role.awaitLine("reloaded", ProgramInLab.PATIENCE);
    stop(role);
  }
}
