package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketException;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Octets;

/**
 *
 *
 * <pre>
 *   client ───── p1 ───── server        p1: the two-line configuration; server: knows nothing
 * </pre>
 */
@NamespaceTest
@Timeout(120)
class OneProxyTest {

  private static final int PORT = 8000;
  private static final String XOR_55 = "fc00:1::aaaa:0:55";

  private final Lab lab = Lab.line("client", "p1", "server");
  private TcpPeers.Echo server;

  @BeforeEach
  void startServer() {
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @Test
  void shouldApplyTheFunctionBothWaysAndKeepTheClientsAddressAndPort() throws Exception {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", XOR_55);

    Socket client = connect();
    InetSocketAddress own = (InetSocketAddress) client.getLocalSocketAddress();
    byte[] answer = TcpPeers.exchange(client, "I love dogs!".getBytes(UTF_8));

    TcpPeers.Seen seen = server.next();
    assertThat(seen.client()).isEqualTo(own);
    assertThat(seen.received())
        .isEqualTo(Octets.of(XorChain.xor("I love dogs!".getBytes(UTF_8), 0x55)));
    assertThat(answer).as("and undone on the way back").asString(UTF_8).isEqualTo("I love dogs!");
  }

  @Test
  void shouldServeWithoutAQueueFromTheSynThatTheKernelSaved() throws Exception {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"), "capture = \"saved-syn\"");
    lab.steer("client", "server", XOR_55);

    Socket client = connect();
    InetSocketAddress own = (InetSocketAddress) client.getLocalSocketAddress();
    byte[] answer = TcpPeers.exchange(client, "I love dogs!".getBytes(UTF_8));

    assertThat(proxy.awaitLine("ready", ProgramInLab.PATIENCE)).contains("queues=none");
    TcpPeers.Seen seen = server.next();
    assertThat(seen.client()).isEqualTo(own);
    assertThat(seen.received())
        .isEqualTo(Octets.of(XorChain.xor("I love dogs!".getBytes(UTF_8), 0x55)));
    assertThat(answer).asString(UTF_8).isEqualTo("I love dogs!");
  }

  @Test
  void shouldCarryManyBytesExactly() throws Exception {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", XOR_55);
    byte[] request = new byte[20_000_000];
    new Random(1).nextBytes(request);

    byte[] answer = TcpPeers.exchange(connect(), request);

    assertThat(answer).isEqualTo(request);
    assertThat(server.next().received()).isEqualTo(Octets.of(XorChain.xor(request, 0x55)));
  }

  @Test
  void shouldTellTheClientAtConnectTimeThatTheServerRefuses() {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", XOR_55);

    assertThatThrownBy(() -> TcpPeers.connect(lab.host("client"), lab.host("server"), 81, 10_000))
        .hasRootCauseInstanceOf(ConnectException.class)
        .rootCause()
        .hasMessageContaining("refused");
  }

  @Test
  void shouldTellTheClientAtConnectTimeThatNoRouteLeadsToTheServer() {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.host("p1")
        .check("ip", "-6", "route", "add", "unreachable", lab.host("server").address() + "/128");
    lab.steer("client", "server", XOR_55);

    assertThatThrownBy(this::connect)
        .hasRootCauseInstanceOf(SocketException.class)
        .rootCause()
        .isInstanceOfAny(NoRouteToHostException.class, ConnectException.class);
  }

  @Test
  void shouldRefuseAFunctionThatItDoesNotHave() {
    ProgramInLab.proxyFor(lab.host("p1"));
    lab.steer("client", "server", "fc00:1::bbbb:0:0");

    assertThatThrownBy(this::connect)
        .hasRootCauseInstanceOf(ConnectException.class)
        .rootCause()
        .hasMessageContaining("refused");
    assertThat(server.connections()).isZero();
  }

  @Test
  void shouldEndWithExitCodeZeroOnSigterm() {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"));
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }

  private Socket connect() {
    return TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000);
  }
}
