package org.srv6pipes.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.SynPacket;
import org.srv6pipes.wire.WireOptions;

/** What passes between hosts: by Java's own sockets, seen by captures, harmed by wires. */
@NamespaceTest(tools = {"nft", "tc", "ethtool"})
final class LabTrafficTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int PORT = 8000;
  private static final int UDP = 17;
  private static final List<String> NAMES = List.of("client", "p1", "p2", "server");

  private Lab lab;

  @AfterEach
  void end() {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void shouldLetEveryHostOfALineReachEveryOther() {
    lab = Lab.start(Topology.line(NAMES));
    shouldReachEachOther();
  }

  @Test
  void shouldLetEveryHostOfAStarReachEveryOther() {
    lab = Lab.start(Topology.star(NAMES));
    shouldReachEachOther();
  }

  private void shouldReachEachOther() {
    for (Host from : lab.hosts()) {
      for (Host to : lab.hosts()) {
        boolean reached = from.call(() -> to.address().toInet().isReachable(1000));
        assertThat(reached).as(from + " reaches " + to).isTrue();
      }
    }
  }

  @Test
  void shouldWorkInTheHostThatIsAsked() throws Exception {
    lab = Lab.start(Topology.line(NAMES));
    String devices =
        lab.host("p1").call(() -> Files.readString(Path.of("/proc/thread-self/net/dev")));
    assertThat(devices).contains("client:", "p2:");
    serveEcho();
    try (Socket client = connect()) {
      assertThat(client.getLocalAddress()).isEqualTo(lab.host("client").address().toInet());
    }
  }

  @Test
  void shouldPassOnWhatWorkInAHostThrows() {
    lab = Lab.start(Topology.line(NAMES));
    Host host = lab.host("p1");
    assertThatThrownBy(
            () ->
                host.call(
                    () -> {
                      throw new IllegalStateException("mine");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("mine");
    assertThatThrownBy(
            () ->
                host.call(
                    () -> {
                      throw new IOException("mine");
                    }))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("p1")
        .hasRootCauseMessage("mine");
  }

  @Test
  void shouldCaptureTheSegmentsThatAClientPutsOnItsPackets() throws Exception {
    lab = Lab.start(Topology.star(NAMES));
    Ipv6Address end = Ipv6Address.parse("fc00:1::e");
    lab.host("server").acceptSegments();
    lab.host("p1").shell("ip -6 route add %s encap seg6local action End dev router".formatted(end));
    lab.host("client")
        .shell(
            "ip -6 route add %s encap seg6 mode inline segs %s via 2001:db8:1::1 dev router"
                .formatted(lab.host("server").address(), end));
    serveEcho();
    try (Capture capture = lab.host("p1").capture("router", LabTrafficTest::isSyn);
        Socket client = connect()) {
      SynPacket arriving = syn(capture.await(2, SOON).getFirst());
      assertThat(client.isConnected()).isTrue();
      assertThat(arriving.ip().source()).isEqualTo(lab.host("client").address());
      assertThat(arriving.ip().destination()).isEqualTo(end);
      assertThat(arriving.srh().segments()).containsExactly(lab.host("server").address(), end);
      assertThat(arriving.srh().segmentsLeft()).isEqualTo(1);
      assertThat(syn(capture.packets().getLast()).srh().segmentsLeft()).isZero();
    }
  }

  @Test
  void shouldKeepWhatWasCapturedBeforeItsEndAndNothingAfter() throws Exception {
    lab = Lab.start(Topology.line(NAMES));
    serveEcho();
    Capture capture = lab.host("p1").capture("client", LabTrafficTest::isSyn);
    connect().close();
    capture.close();
    connect().close();
    assertThat(capture.packets()).hasSize(1);
    assertThatThrownBy(() -> capture.await(2, Duration.ofMillis(20)))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("1 packets, not 2");
  }

  @Test
  void shouldCountTheBytesOfALink() throws Exception {
    lab = Lab.start(Topology.line(NAMES));
    serveEcho();
    LinkBytes before = lab.host("p1").linkBytes("p2");
    echo(100_000);
    LinkBytes echoed = lab.host("p1").linkBytes("p2").since(before);
    assertThat(echoed.sent()).isBetween(100_000L, 130_000L);
    assertThat(echoed.received()).isBetween(100_000L, 130_000L);
  }

  @Test
  void shouldCountThePacketsThatARuleMatches() throws Exception {
    lab = Lab.start(Topology.star(NAMES));
    serveEcho();
    Host router = lab.host("router");
    RuleCounter forward = router.countRule("FORWARD", "-i", "client", "-p", "tcp", "--syn");
    RuleCounter back = router.countRule("FORWARD", "-o", "client", "-p", "tcp", "--syn");
    connect().close();
    connect().close();
    assertThat(forward.packets()).isEqualTo(2);
    assertThat(back.packets()).isZero();
  }

  @Test
  void shouldLetThroughNoMoreThanTheRate() throws Exception {
    LinkShape slow = LinkShape.PLAIN.withRate(20_000_000);
    lab = Lab.start(Topology.line(List.of("client", "p1", "server"), slow));
    serveEcho();
    assertThat(echo(1_000_000)).isGreaterThan(Duration.ofMillis(350));
  }

  @Test
  void shouldLoseTheShareOfPacketsThatWasAskedFor() throws Exception {
    lab = Lab.start(Topology.line(List.of("client", "server"), LinkShape.PLAIN.withLoss(0.5)));
    Capture capture = lab.host("server").capture("client", packet -> packet[6] == UDP);
    DatagramSocket receiver = lab.host("server").call(() -> new DatagramSocket(PORT));
    DatagramSocket sender = lab.host("client").call(DatagramSocket::new);
    try (receiver;
        sender;
        capture) {
      for (int i = 0; i < 300; i++) {
        sender.send(new DatagramPacket(new byte[1], 1, server()));
      }
      assertThat(capture.await(300, SOON)).hasSize(300);
      assertThat(waiting(receiver)).isBetween(100, 200);
    }
  }

  private static int waiting(DatagramSocket receiver) throws IOException {
    receiver.setSoTimeout(100);
    int count = 0;
    try {
      while (true) {
        receiver.receive(new DatagramPacket(new byte[1], 1));
        count++;
      }
    } catch (SocketTimeoutException empty) {
      return count;
    }
  }

  @Test
  void shouldDelayPacketsInBothDirections() throws Exception {
    Impairment far = Impairment.NONE.withDelay(Duration.ofMillis(100));
    lab =
        Lab.start(Topology.line(List.of("client", "server"), LinkShape.PLAIN.withImpairment(far)));
    serveEcho();
    try (Socket client = connect()) {
      assertThat(echo(client, 1)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
      lab.link("client", "server").shape(LinkShape.PLAIN);
      assertThat(echo(client, 1)).isLessThan(Duration.ofMillis(200));
    }
  }

  @Test
  void shouldLeaveItToTcpToMendWhatAWireDoes() throws Exception {
    Impairment bad =
        Impairment.NONE.withLoss(0.05).withReordering(0.05).withDuplication(0.05).withSeed(1);
    lab =
        Lab.start(
            Topology.line(List.of("client", "p1", "server"), LinkShape.PLAIN.withImpairment(bad)));
    serveEcho();
    echo(200_000);
  }

  @Test
  void shouldRefuseAnImpairmentOfALinkThatWasLaidWithout() {
    lab = Lab.start(Topology.line(NAMES));
    LinkShape lossy = LinkShape.PLAIN.withImpairment(Impairment.NONE.withLoss(0.1));
    assertThatThrownBy(() -> lab.link("p1", "p2").shape(lossy))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("lay it with Impairment.NONE");
  }

  /** An echo in the server that serves one connection after the other. */
  private void serveEcho() {
    ServerSocket listener = lab.host("server").call(() -> new ServerSocket(PORT));
    lab.host("server").startThread("echo", () -> serveEcho(listener));
  }

  private static void serveEcho(ServerSocket listener) {
    try (listener) {
      while (true) {
        try (Socket connection = listener.accept()) {
          connection.getInputStream().transferTo(connection.getOutputStream());
        }
      }
    } catch (IOException ended) {
      // The lab has gone, and the connections with it.
    }
  }

  private Socket connect() {
    return lab.host("client")
        .call(
            () -> {
              Socket socket = new Socket();
              socket.connect(server(), 10_000);
              return socket;
            });
  }

  private InetSocketAddress server() {
    return new InetSocketAddress(lab.host("server").address().toInet(), PORT);
  }

  private Duration echo(int length) throws Exception {
    try (Socket client = connect()) {
      return echo(client, length);
    }
  }

  /** Sends bytes, checks that the same come back, and tells how long that took. */
  private Duration echo(Socket client, int length) throws Exception {
    byte[] sent = new byte[length];
    new Random(length).nextBytes(sent);
    long start = System.nanoTime();
    Thread sender = Thread.startVirtualThread(() -> send(client, sent));
    byte[] received = client.getInputStream().readNBytes(length);
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    assertThat(Arrays.equals(received, sent)).isTrue();
    sender.join();
    return taken;
  }

  private static void send(Socket client, byte[] bytes) {
    try {
      client.getOutputStream().write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isSyn(byte[] packet) {
    return SynPacket.parse(ByteBuffer.wrap(packet), WireOptions.DEFAULT) instanceof SynPacket;
  }

  private static SynPacket syn(byte[] packet) {
    return (SynPacket) SynPacket.parse(ByteBuffer.wrap(packet), WireOptions.DEFAULT);
  }
}
