package org.srv6pipes.endhost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.RawIpv6;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;

/**
 * Every packet of the server goes along the path, and no other packet does. See {@link ServerLab}.
 */
@NamespaceTest(tools = "ethtool")
@Timeout(60)
class AnswersTest {

  private static final int CLOSED_PORT = 8001;
  private static final Duration A_WHILE = Duration.ofSeconds(15);
  private static final Duration NO_ANSWER = Duration.ofMillis(700);

  private final Lab lab = Lab.start(ServerLab.TOPOLOGY);
  private final ServerLab star = new ServerLab(lab);

  @AfterEach
  void end() throws IOException {
    star.close();
  }

  private SegmentClient begin(int port, Srh header) {
    return SegmentClient.begin(star.client, star.server.address(), port, header);
  }

  @Test
  void shouldAnswerAlongThePathFromTheFirstPacketOn() {
    star.serveEcho();
    star.startRole("");
    try (SegmentClient client = star.connect(ServerLab.bothProxies())) {
      client.echo(50_000);
      client.echo(1);
    }
    assertThat(star.packetsAlong()).isGreaterThan(40);
    assertThat(star.packetsPlain()).isZero();
  }

  @Test
  void shouldFillPacketsToTheMtuAndNotFurther() {
    int octets = 1_000_000;
    star.serve("::", ServerLab.PORT, (_, out) -> out.write(new byte[octets]));
    star.startRole("");
    try (SegmentClient client = star.connect(ServerLab.bothProxies())) {
      client.hear(octets);
    }
    int headers = 40 + 8 + 3 * Ipv6Address.LENGTH + 32;
    long fullPackets = octets / (1500 - headers);
    assertThat(star.packetsAlong()).isBetween(fullPackets, fullPackets * 21 / 20);
    assertThat(star.packetsPlain()).isZero();
  }

  @Test
  void shouldRepeatTheSynAckAlongThePath() {
    star.serveEcho();
    star.startRole("");
    star.client.shell("ip6tables -I INPUT -p tcp --tcp-flags SYN,ACK SYN,ACK -j DROP");
    try (SegmentClient client =
        SegmentClient.begin(
            star.client, star.server.address(), ServerLab.PORT, ServerLab.bothProxies())) {
      await().atMost(A_WHILE).until(() -> star.packetsAlong() >= 4);
      star.client.shell("ip6tables -D INPUT -p tcp --tcp-flags SYN,ACK SYN,ACK -j DROP");
      assertThat(client.outcome(A_WHILE)).isZero();
      client.echo(1);
    }
    assertThat(star.packetsPlain()).isZero();
  }

  @Test
  void shouldResetAlongThePathWhereNobodyListens() {
    star.startRole("");
    try (SegmentClient client =
        SegmentClient.begin(
            star.client, star.server.address(), CLOSED_PORT, ServerLab.bothProxies())) {
      assertThat(client.outcome(A_WHILE)).isEqualTo(Errno.ECONNREFUSED);
    }
    assertThat(star.packetsAlong()).isEqualTo(1);
    assertThat(star.packetsPlain()).isZero();
  }

  @Test
  void shouldResetAlongThePathWhatBelongsToNoConnection() {
    star.startRole("");
    TcpHeader ack = new TcpHeader(40_000, CLOSED_PORT, 1, 1, TcpHeader.ACK, 1, 0, Octets.NONE);
    send(star.client.address(), ack);
    await().atMost(A_WHILE).until(() -> star.packetsAlong() == 1);
    assertThat(star.packetsPlain()).isZero();
  }

  private void send(Ipv6Address source, TcpHeader tcp) {
    Ipv6Address server = star.server.address();
    ReturnPathTlv tlv = new ReturnPathTlv(6, 1, List.of(source, ServerLab.sid(1, 1)));
    TcpPacket packet = TcpPacket.of(0, source, server, Srh.of(0, List.of(server), tlv), tcp);
    star.client.call(
        () -> {
          try (RawIpv6 raw = RawIpv6.open()) {
            return raw.send(ByteBuffer.wrap(packet.toBytes()), server.high(), server.low(), 0);
          }
        });
  }

  @Test
  void shouldAnswerAlongThePathUnderSynCookies() {
    star.serveEcho();
    star.server.sysctl("net.ipv4.tcp_syncookies", 2);
    star.startRole("");
    try (SegmentClient client = star.connect(ServerLab.bothProxies())) {
      client.echo(20_000);
    }
    assertThat(star.packetsPlain()).isZero();
  }

  @Test
  void shouldGiveTwoConnectionsOfOneClientEachItsOwnPath() {
    star.serveEcho();
    star.startRole("");
    try (SegmentClient one = star.connect(List.of(ServerLab.sid(1, 1)));
        SegmentClient other = star.connect(List.of(ServerLab.sid(2, 1)))) {
      long towardsP1 = lab.host("router").linkBytes("p1").sent();
      one.echo(20_000);
      assertThat(lab.host("router").linkBytes("p1").sent() - towardsP1).isGreaterThan(20_000);
      long towardsP2 = lab.host("router").linkBytes("p2").sent();
      other.echo(20_000);
      assertThat(lab.host("router").linkBytes("p2").sent() - towardsP2).isGreaterThan(20_000);
    }
    assertThat(star.packetsPlain()).isZero();
  }

  @Test
  void shouldLeavePlainConnectionsAlone() throws Exception {
    star.serveEcho();
    Server role = star.startRole("");
    try (Socket socket =
        star.client.call(
            () -> {
              InetSocketAddress server =
                  new InetSocketAddress(star.server.address().toInet(), ServerLab.PORT);
              Socket plain = new Socket();
              plain.connect(server);
              return plain;
            })) {
      socket.getOutputStream().write(7);
      assertThat(socket.getInputStream().read()).isEqualTo(7);
    }
    assertThat(star.packetsAlong()).isZero();
    assertThat(role.counts().captured()).isZero();
  }

  @Test
  void shouldAnswerPlainlyWhereTheSynNamesNoPath() {
    star.serveEcho();
    star.startRole("");
    try (SegmentClient client = begin(ServerLab.PORT, Srh.of(0, List.of(star.server.address())))) {
      assertThat(client.outcome(A_WHILE)).isZero();
      client.echo(1);
    }
    assertThat(star.packetsAlong()).isZero();
  }

  private Srh pathToSomeoneElse() {
    ReturnPathTlv tlv =
        new ReturnPathTlv(6, 1, List.of(star.server.address(), ServerLab.sid(1, 1)));
    return Srh.of(0, List.of(star.server.address()), tlv);
  }

  @Test
  void shouldDropWhatNamesAPathToSomeoneElse() {
    star.serveEcho();
    Server role = star.startRole("");
    try (SegmentClient client = begin(ServerLab.PORT, pathToSomeoneElse())) {
      assertThat(client.outcome(NO_ANSWER)).isEqualTo(Errno.EINPROGRESS);
    }
    assertThat(role.counts().unusable()).isPositive();
    assertThat(star.packetsAlong() + star.packetsPlain()).isZero();
  }

  @Test
  void shouldAnswerItPlainlyIfThatIsWanted() {
    star.serveEcho();
    star.startRole("unusable-path = 'plain'");
    try (SegmentClient client = begin(ServerLab.PORT, pathToSomeoneElse())) {
      assertThat(client.outcome(A_WHILE)).isZero();
      client.echo(1);
    }
    assertThat(star.packetsAlong()).isZero();
  }

  @Test
  void shouldDropWhatNamesAPathThatCannotBeReached() {
    star.serveEcho();
    Server role = star.startRole("");
    star.server.check("ip", "-6", "route", "add", "unreachable", "fc00:3::/64");
    try (SegmentClient client =
        SegmentClient.begin(
            star.client, star.server.address(), ServerLab.PORT, List.of(ServerLab.sid(3, 1)))) {
      assertThat(client.outcome(NO_ANSWER)).isEqualTo(Errno.EINPROGRESS);
    }
    assertThat(role.counts().unusable()).isPositive();
    assertThat(role.counts().pathsMade()).isZero();
  }

  @Test
  void shouldGoOnWhenAnInterfaceWasDown() {
    star.serveEcho();
    star.startRole("");
    try (SegmentClient client = star.connect(ServerLab.bothProxies())) {
      client.echo(1);
      lab.link("router", "server").down();
      lab.link("router", "server").up();
      client.echo(20_000);
    }
    assertThat(star.packetsPlain()).isZero();
  }

  @Test
  void shouldNotOpenTheHostsOtherAddressesUnlessThatIsWanted() {
    Ipv6Address hidden = Ipv6Address.parse("2001:db8:77::7");
    star.server.check("ip", "addr", "add", hidden + "/128", "dev", "lo");
    star.serveEcho();
    Srh through = Srh.of(1, List.of(hidden, star.server.address()));
    Server role = star.startRole("");
    try (SegmentClient client = SegmentClient.begin(star.client, hidden, ServerLab.PORT, through)) {
      assertThat(client.outcome(NO_ANSWER)).isEqualTo(Errno.EINPROGRESS);
    }
    star.stopRole(role);
    star.startRole("transit = true");
    try (SegmentClient client = SegmentClient.begin(star.client, hidden, ServerLab.PORT, through)) {
      assertThat(client.outcome(A_WHILE)).isZero();
    }
  }
}
