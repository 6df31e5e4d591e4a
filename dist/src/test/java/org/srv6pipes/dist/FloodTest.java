package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.RawIpv6;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;

/**
 * SYNs from addresses that do not exist, as fast as one host can send them.
 *
 * <pre>
 *   client ───── router ───── server (srv6pipes server)
 *                  |
 *                 p1
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(300)
class FloodTest {

  private static final Logger LOG = LoggerFactory.getLogger(FloodTest.class);
  private static final int PORT = 8000;
  private static final int SYNS = Integer.getInteger("flood.syns", 100_000);
  private static final int ESTABLISHED = 8;
  private static final int MOST_CONNECTIONS = 10_000;
  private static final String SID = "fc00:1::aaaa:0:55";
  private static final Ipv6Address NOBODY = Ipv6Address.parse("2001:db8:66::");
  private static final long MOST_GROWTH_KIB = 400 * 1024;

  /** Ten times what it takes on a machine that has nothing else to do. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);

  private final Lab lab = Lab.star("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldGoOnServingWhoIsThereAndWhoComesAfterwards() throws Exception {
    HostProcess proxy =
        ProgramInLab.proxyFor(lab.host("p1"), "max-connections = " + MOST_CONNECTIONS);
    ProgramInLab.server(server);
    lab.steer("client", "server", SID);
    lab.host("router").check("ip", "-6", "route", "add", "blackhole", NOBODY + "/48");
    try (TcpPeers.EchoNow _ = TcpPeers.EchoNow.on(server, PORT)) {
      List<Conversation> established = Conversation.between(client, server, PORT, ESTABLISHED);
      long before = proxy.peakMemoryKib();

      long took = client.call(this::flood);
      Duration next = timeUntilSomebodyIsServed();
      established.forEach(Conversation::finish);
      Duration longest =
          Duration.ofNanos(
              established.stream().mapToLong(Conversation::longestNanos).max().orElseThrow());

      LOG.info(
          "{} SYNs in {} ms; longest wait of the others {} ms; next connection after {} ms;"
              + " {} KiB of memory before, {} KiB at most",
          SYNS,
          took / 1_000_000,
          longest.toMillis(),
          next.toMillis(),
          before,
          proxy.peakMemoryKib());
      assertThat(established).allMatch(it -> it.failure() == null).allMatch(it -> it.rounds() > 10);
      assertThat(longest).isLessThan(LONGEST_WAIT);
      assertThat(next).isLessThan(LONGEST_WAIT);
      assertThat(proxy.peakMemoryKib() - before).isLessThan(MOST_GROWTH_KIB);
    }
  }

  /** Asking again and again, because the kernel repeats a lost SYN only after a second. */
  private Duration timeUntilSomebodyIsServed() {
    long began = System.nanoTime();
    while (!served()) {
      assertThat(System.nanoTime() - began).isLessThan(ProgramInLab.PATIENCE.toNanos());
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  private boolean served() {
    return client.call(
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(server.address().toInet(), PORT), 100);
            return true;
          } catch (SocketTimeoutException e) {
            return false;
          }
        });
  }

  /** Returns how long it took, in nanoseconds. */
  private long flood() {
    SplittableRandom random = new SplittableRandom(7);
    Ipv6Address sid = Ipv6Address.parse(SID);
    Srh srh = Srh.of(1, List.of(server.address(), sid));
    ByteBuffer packet = ByteBuffer.allocate(256);
    long began = System.nanoTime();
    try (RawIpv6 wire = RawIpv6.open()) {
      for (int i = 0; i < SYNS; i++) {
        syn(random, srh).writeTo(packet.clear());
        wire.send(packet.flip(), sid.high(), sid.low(), 0);
      }
    }
    return System.nanoTime() - began;
  }

  private TcpPacket syn(SplittableRandom random, Srh srh) {
    Ipv6Address from = new Ipv6Address(NOBODY.high(), random.nextLong());
    int port = 1024 + random.nextInt(60_000);
    TcpHeader tcp =
        new TcpHeader(port, PORT, random.nextInt(), 0, TcpHeader.SYN, 65_535, 0, Octets.of());
    return TcpPacket.of(0, from, server.address(), srh, tcp);
  }
}
