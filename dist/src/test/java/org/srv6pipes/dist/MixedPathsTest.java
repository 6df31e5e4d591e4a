package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.ServerAddress;
import org.srv6pipes.wire.Srh;

/**
 * Proxies among segments of the kernel, and proxies that are left out.
 *
 * <pre>
 *             p1 p2 p3      proxies          fc00:1::/80  fc00:2::/80  fc00:3::/80
 *               \ | /
 *    client ─── router ─── server
 *               / | \
 *             e1 e2 e3      seg6local End    fc00:4::e    fc00:5::e    fc00:6::e
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MixedPathsTest {

  private static final int PORT = 8000;
  private static final String E1 = "fc00:4::e";
  private static final String E2 = "fc00:5::e";
  private static final String E3 = "fc00:6::e";
  private static final byte[] HELLO = "Is it dogs that you love?".getBytes(US_ASCII);

  private final Lab lab = Lab.star("client", "p1", "p2", "p3", "e1", "e2", "e3", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private ServerSocket listener;
  private int clientPort = 20_000;

  @BeforeAll
  void start() {
    ProgramInLab.proxies(lab, List.of("p1", "p2", "p3"));
    endSegment("e1", E1);
    endSegment("e2", E2);
    endSegment("e3", E3);
    ProgramInLab.server(server);
    client.acceptSegments();
    listener = TcpPeers.listen(server, PORT);
  }

  private void endSegment(String host, String sid) {
    lab.host(host).acceptSegments();
    lab.host(host)
        .shell("ip -6 route add %s/128 encap seg6local action End dev router".formatted(sid));
  }

  @AfterAll
  void stop() throws IOException {
    listener.close();
    lab.close();
  }

  @Test
  void shouldGoThroughSegmentsOfTheKernelBeforeBetweenAndBehindProxies() throws Exception {
    lab.steer("client", "server", E1, "fc00:1::aaaa:0:3", E2, "fc00:2::aaaa:0:5", E3);
    int port = clientPort++;
    ObservedConnection observed =
        new ObservedConnection(
            lab,
            port,
            PORT,
            sids(E1, "fc00:1::aaaa:0:3", E2, "fc00:2::aaaa:0:5", E3),
            sids("fc00:2::aaaa:0:5", "fc00:1::aaaa:0:3"));

    try (Socket socket = TcpPeers.connect(client, port, server, PORT, 10_000)) {
      assertEchoed(Duplex.End.of(socket), 0x03 ^ 0x05);
    } finally {
      lab.unsteer("client", "server");
    }

    assertThat(observed.handshakes())
        .containsExactlyInAnyOrder(
"""
e1 SYN left 5 of 2001:db8:2::2 fc00:6::e fc00:2::aaaa:0:5 fc00:5::e fc00:1::aaaa:0:3 fc00:4::e
p1 SYN left 4 of 2001:db8:2::2 fc00:6::e fc00:2::aaaa:0:5 fc00:5::e fc00:1::aaaa:0:3 fc00:4::e
e2 SYN left 3 of 2001:db8:2::2 fc00:6::e fc00:2::aaaa:0:5 fc00:5::e, return left 1 of 2001:db8:1::2 fc00:1::aaaa:0:3
p2 SYN left 2 of 2001:db8:2::2 fc00:6::e fc00:2::aaaa:0:5 fc00:5::e, return left 1 of 2001:db8:1::2 fc00:1::aaaa:0:3
e3 SYN left 1 of 2001:db8:2::2 fc00:6::e, return left 2 of 2001:db8:1::2 fc00:1::aaaa:0:3 fc00:2::aaaa:0:5
server SYN left 0 of 2001:db8:2::2 fc00:6::e, return left 2 of 2001:db8:1::2 fc00:1::aaaa:0:3 fc00:2::aaaa:0:5
p2 SYN-ACK left 2 of 2001:db8:1::2 fc00:1::aaaa:0:3 fc00:2::aaaa:0:5
p1 SYN-ACK left 1 of 2001:db8:1::2 fc00:1::aaaa:0:3
client SYN-ACK without SRH
"""
                .lines()
                .toArray(String[]::new));
    observed.assertEveryPacketTookItsWay();
  }

  @Test
  void shouldAnswerThroughSegmentsOfTheKernelThatStandInTheReturnPath() throws Exception {
    List<Ipv6Address> back =
        sids("2001:db8:1::2", E1, "fc00:1::aaaa:0:3", E2, "fc00:2::aaaa:0:5", E3);
    int port = clientPort++;
    ObservedConnection observed =
        new ObservedConnection(
            lab,
            port,
            PORT,
            sids("fc00:1::aaaa:0:3", "fc00:2::aaaa:0:5"),
            sids("fc00:2::aaaa:0:5", E2, "fc00:1::aaaa:0:3", E1));
    Srh header =
        Srh.of(
            2,
            sids("2001:db8:2::2", "fc00:2::aaaa:0:5", "fc00:1::aaaa:0:3"),
            new ReturnPathTlv(6, 0, back));

    try (SegmentSocket socket = SegmentSocket.connect(client, port, address(), header)) {
      assertEchoed(Duplex.End.of(socket), 0x03 ^ 0x05);
    }

    assertThat(observed.handshakes())
        .containsExactlyInAnyOrder(
"""
p1 SYN left 2 of 2001:db8:2::2 fc00:2::aaaa:0:5 fc00:1::aaaa:0:3, return left 0 of 2001:db8:1::2 fc00:4::e fc00:1::aaaa:0:3 fc00:5::e fc00:2::aaaa:0:5 fc00:6::e
p2 SYN left 1 of 2001:db8:2::2 fc00:2::aaaa:0:5, return left 2 of 2001:db8:1::2 fc00:4::e fc00:1::aaaa:0:3 fc00:5::e fc00:2::aaaa:0:5 fc00:6::e
server SYN left 0 of 2001:db8:2::2, return left 4 of 2001:db8:1::2 fc00:4::e fc00:1::aaaa:0:3 fc00:5::e fc00:2::aaaa:0:5 fc00:6::e
p2 SYN-ACK left 4 of 2001:db8:1::2 fc00:4::e fc00:1::aaaa:0:3 fc00:5::e fc00:2::aaaa:0:5
e2 SYN-ACK left 3 of 2001:db8:1::2 fc00:4::e fc00:1::aaaa:0:3 fc00:5::e
p1 SYN-ACK left 2 of 2001:db8:1::2 fc00:4::e fc00:1::aaaa:0:3 fc00:5::e
e1 SYN-ACK left 1 of 2001:db8:1::2 fc00:4::e
client SYN-ACK left 0 of 2001:db8:1::2 fc00:4::e
"""
                .lines()
                .toArray(String[]::new));
    observed.assertEveryPacketTookItsWay();
  }

  @Test
  void shouldKeepTheReturnPathWhenAProxyOfItWasLeftOut() throws Exception {
    List<Ipv6Address> back =
        sids("2001:db8:1::2", "fc00:1::aaaa:0:3", "fc00:2::aaaa:0:5", "fc00:3::aaaa:0:f");
    int port = clientPort++;
    ObservedConnection observed =
        new ObservedConnection(
            lab,
            port,
            PORT,
            sids("fc00:1::aaaa:0:3", "fc00:3::aaaa:0:f"),
            sids("fc00:3::aaaa:0:f", "fc00:1::aaaa:0:3"));
    Srh header =
        Srh.of(
            2,
            sids("2001:db8:2::2", "fc00:3::aaaa:0:f", "fc00:1::aaaa:0:3"),
            new ReturnPathTlv(6, 0, back));

    try (SegmentSocket socket = SegmentSocket.connect(client, port, address(), header)) {
      assertEchoed(Duplex.End.of(socket), 0x03 ^ 0x0f);
    }

    observed.assertEveryPacketTookItsWay();
  }

  private ServerAddress address() {
    return new ServerAddress(server.address(), PORT);
  }

  private static List<Ipv6Address> sids(String... texts) {
    return Arrays.stream(texts).map(Ipv6Address::parse).toList();
  }

  private void assertEchoed(Duplex.End client, int mask) throws IOException {
    try (Socket accepted = listener.accept()) {
      client.output().write(HELLO);
      byte[] heard = accepted.getInputStream().readNBytes(HELLO.length);
      assertThat(heard).isEqualTo(XorChain.xor(HELLO, mask));
      accepted.getOutputStream().write(heard);
      assertThat(client.input().readNBytes(HELLO.length)).isEqualTo(HELLO);
      client.finish().send();
      assertThat(accepted.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(client.input().read()).isEqualTo(-1);
  }
}
