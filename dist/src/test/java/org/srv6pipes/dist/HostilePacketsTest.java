package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.RawIpv6;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Parsed;
import org.srv6pipes.wire.Refused;
import org.srv6pipes.wire.SynPacket;
import org.srv6pipes.wire.WireOptions;

/**
 * Packets to a SID that no strict reader takes for a SYN.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(900)
class HostilePacketsTest {

  private static final Logger LOG = LoggerFactory.getLogger(HostilePacketsTest.class);
  private static final int PORT = 8000;
  private static final int PACKETS = Integer.getInteger("hostile.packets", 200_000);
  private static final long SEED = Long.getLong("hostile.seed", 1);
  private static final Ipv6Address SID = Ipv6Address.parse("fc00:1::aaaa:0:55");
  private static final Ipv6Address NOBODY = Ipv6Address.parse("2001:db8:66::");
  private static final long MOST_GROWTH_KIB = 200 * 1024;

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldTakeNoneOfThemAndServeTheNextGoodConnection() throws Exception {
    HostProcess proxy = ProgramInLab.proxyFor(lab.host("p1"));
    lab.host("p1").check("ip", "-6", "route", "add", NOBODY + "/48", "dev", "client");
    RuleCounter passedOn = server.countRule("PREROUTING", "-s", NOBODY + "/48");
    lab.steer("client", "server", SID.toString());
    try (TcpPeers.Echo echo = TcpPeers.Echo.on(server, PORT)) {
      assertEchoed();
      long memory = proxy.peakMemoryKib();

      long honest = client.call(this::sendAll);
      LOG.info(
          "{} packets of seed {}, {} more left out as good; {} KiB of memory before, {} at most",
          PACKETS,
          SEED,
          honest,
          memory,
          proxy.peakMemoryKib());

      assertEchoed();
      assertThat(echo.connections()).isEqualTo(2);
      assertThat(passedOn.packets()).as("packets that reached the server").isZero();
      assertThat(proxy.peakMemoryKib() - memory).isLessThan(MOST_GROWTH_KIB);
    }
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(proxy.awaitLine("stopped", ProgramInLab.PATIENCE))
        .contains("flows=2 finished=2 open=0 buffer-bytes=0");
    assertThat(proxy.lines()).noneMatch(line -> line.contains("ERROR"));
  }

  private void assertEchoed() throws Exception {
    byte[] request = {1, 2, 3};
    assertThat(TcpPeers.exchange(TcpPeers.connect(client, server, PORT, 10_000), request.clone()))
        .isEqualTo(request);
  }

  /** Without what is behind the packet's own end: every kernel leaves that to the link. */
  private static ByteBuffer asReceived(ByteBuffer packet) {
    int length = Math.min(packet.limit(), 40 + (packet.getShort(4) & 0xffff));
    return packet.slice(0, length);
  }

  /** Returns how many were left out, because a strict reader takes them. */
  private long sendAll() {
    HostilePackets packets = new HostilePackets(SEED, SID, server.address(), NOBODY);
    long honest = 0;
    try (RawIpv6 wire = RawIpv6.open()) {
      for (int sent = 0; sent < PACKETS; ) {
        ByteBuffer packet = ByteBuffer.wrap(packets.next());
        Parsed parsed = SynPacket.parseAndVerify(asReceived(packet), WireOptions.DEFAULT);
        if (parsed instanceof Refused) {
          wire.send(packet, SID.high(), SID.low(), 0);
          sent++;
        } else {
          honest++;
        }
      }
    }
    return honest;
  }
}
