package org.srv6pipes.endhost.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.RawIpv6;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.RefusedException;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.WireOptions;

/** More paths are wanted than there are numbers for. See {@link ServerLab}. */
@NamespaceTest(tools = "ethtool")
@Timeout(120)
class ContendedPathsTest {

  private static final Duration A_WHILE = Duration.ofSeconds(20);
  private static final Duration NO_ANSWER = Duration.ofMillis(700);

  private final Lab lab = Lab.start(ServerLab.TOPOLOGY);
  private final ServerLab star = new ServerLab(lab);

  @AfterEach
  void end() throws IOException {
    star.close();
  }

  /** One of many paths through both proxies. */
  private static List<Ipv6Address> path(int number) {
    return List.of(ServerLab.sid(1, 1 + number % 8), ServerLab.sid(2, 1 + number / 8));
  }

  private SegmentClient begin(List<Ipv6Address> path) {
    return SegmentClient.begin(star.client, star.server.address(), ServerLab.PORT, path);
  }

  @Test
  void shouldNotTakeThePathOfALiveConnection() {
    star.serveEcho();
    Server role = star.startRole("paths = 2");
    try (SegmentClient first = star.connect(path(0));
        SegmentClient third = begin(path(2), star.connect(path(1)), role)) {
      assertThat(third.outcome(A_WHILE)).as("when its SYN comes again").isZero();
      third.echo(1000);
      first.echo(1000);
    }
    assertThat(role.counts().pathsTakenBack()).isEqualTo(1);
    assertThat(star.packetsPlain()).isZero();
  }

  /** Begins a connection that gets no path as long as another one lives, which this then ends. */
  private SegmentClient begin(List<Ipv6Address> path, SegmentClient other, Server role) {
    SegmentClient client = begin(path);
    try (other) {
      assertThat(client.outcome(NO_ANSWER)).isEqualTo(Errno.EINPROGRESS);
      assertThat(role.counts().withoutPath()).isPositive();
      other.echo(1000);
    }
    return client;
  }

  @Test
  void shouldLetASynWaitRatherThanDropItWhenAPathIsIdle() {
    star.serveEcho();
    Server role = star.startRole("paths = 1");
    for (int i = 0; i < 3; i++) {
      try (SegmentClient client = begin(path(i))) {
        assertThat(client.outcome(NO_ANSWER)).as("without another SYN").isZero();
        client.echo(1);
      }
    }
    assertThat(role.counts().withoutPath()).isZero();
    assertThat(role.counts().held()).isEqualTo(2);
  }

  @Test
  void shouldNotWaitForConnectionsThatTheServerHasClosed() {
    star.serve("::", ServerLab.PORT, (_, out) -> out.write(1));
    star.startRole("paths = 1");
    for (int i = 0; i < 3; i++) {
      try (SegmentClient client = begin(path(i))) {
        assertThat(client.outcome(NO_ANSWER)).isZero();
        client.hearTheEnd();
      }
    }
    assertThat(sockets("time-wait")).as("that might answer along another's path").isEqualTo(1);
    assertThat(star.packetsPlain()).isZero();
  }

  private long sockets(String state) {
    return star.server.check("ss", "-Htn", "state", state).lines().stream().count();
  }

  @Test
  void shouldTakeThePathsOfHandshakesThatNobodyCompletes() {
    star.serveEcho();
    Server role = star.startRole("paths = 4");
    for (int i = 0; i < 20; i++) {
      sendSpoofedSyn(i);
    }
    await().atMost(A_WHILE).until(() -> role.counts().captured() >= 20);
    assertThat(sockets("syn-recv")).isEqualTo(4);
    long before = System.nanoTime();
    try (SegmentClient client = begin(ServerLab.bothProxies())) {
      assertThat(client.outcome(A_WHILE)).isZero();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
      assertThat(sockets("syn-recv")).as("that might answer along another's path").isEqualTo(3);
      client.echo(1000);
    }
    assertThat(star.packetsPlain()).isZero();
  }

  private void sendSpoofedSyn(int number) {
    Ipv6Address source = Ipv6Address.parse("2001:db8:1::bad:" + number);
    Ipv6Address server = star.server.address();
    List<Ipv6Address> entries = List.of(source, ServerLab.sid(1, 0x100 + number));
    TcpHeader syn =
        new TcpHeader(40_000, ServerLab.PORT, 1, 0, TcpHeader.SYN, 65_535, 0, Octets.NONE);
    Srh srh = Srh.of(0, List.of(server), new ReturnPathTlv(6, 1, entries));
    ByteBuffer packet = ByteBuffer.wrap(TcpPacket.of(0, source, server, srh, syn).toBytes());
    star.client.call(
        () -> {
          try (RawIpv6 raw = RawIpv6.open()) {
            return raw.send(packet, server.high(), server.low(), 0);
          }
        });
  }

  @Test
  void shouldMisdirectNothingOfAThousandConnectionsOverFourTimesAsManyPathsAsThereIsRoomFor()
      throws Exception {
    star.serve("::", ServerLab.PORT, (in, out) -> out.write(in.read()));
    Server role = star.startRole("paths = 16");
    Map<Integer, List<Ipv6Address>> wanted = new ConcurrentHashMap<>();
    List<Future<?>> connections = new ArrayList<>();
    try (Capture capture = star.server.capture("router", ContendedPathsTest::hasSrh);
        ExecutorService clients = Executors.newFixedThreadPool(24)) {
      for (int i = 0; i < 1000; i++) {
        List<Ipv6Address> path = path(i * 37 % 64);
        connections.add(
            clients.submit(
                () -> {
                  try (SegmentClient client = begin(path)) {
                    wanted.put(client.localPort(), path);
                    assertThat(client.outcome(A_WHILE)).isZero();
                    client.echo(1);
                    client.hearTheEnd();
                  }
                }));
      }
      for (Future<?> connection : connections) {
        connection.get();
      }
      assertGoAlong(wanted, capture.packets());
    }
    assertThat(role.counts().pathsTakenBack()).isGreaterThan(48);
    assertThat(star.packetsPlain()).isZero();
  }

  /** The checksum of a neighbour's advertisement stands where an SRH has its type: look at both. */
  private static boolean hasSrh(byte[] packet) {
    return packet[6] == 43 && packet[40 + 2] == 4;
  }

  private void assertGoAlong(Map<Integer, List<Ipv6Address>> wanted, List<byte[]> packets)
      throws RefusedException {
    Map<Integer, Integer> answers = new HashMap<>();
    for (byte[] octets : packets) {
      TcpPacket packet = TcpPacket.parse(ByteBuffer.wrap(octets), WireOptions.DEFAULT);
      if (packet.ip().source().equals(star.server.address())) {
        int port = packet.tcp().destinationPort();
        List<Ipv6Address> segments = packet.srh().segments();
        assertThat(segments.subList(1, segments.size())).isEqualTo(wanted.get(port));
        answers.merge(port, 1, Integer::sum);
      }
    }
    assertThat(answers.keySet()).isEqualTo(wanted.keySet());
  }
}
