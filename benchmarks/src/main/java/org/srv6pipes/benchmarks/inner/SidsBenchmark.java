package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.flow.Egress;
import org.srv6pipes.proxy.flow.Handshake;
import org.srv6pipes.proxy.syn.Admission;
import org.srv6pipes.proxy.syn.AdmissionPolicy;
import org.srv6pipes.proxy.syn.Decision;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.Parsed;
import org.srv6pipes.wire.SidLayout;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.SynPacket;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.WireOptions;

/**
 * From a captured packet to the decision about it, with one SID in use and with a thousand. One
 * percent is asked about, which no single JVM can tell.
 */
@Fork(3)
@Measurement(iterations = 10, time = 1)
public class SynBenchmark extends InnerLoop {

  private static final int XOR = 0xAAAA;
  private static final int PACKETS = 1024;
  private static final WireOptions WIRE = new WireOptions(6);

  /** Different SIDs that the packets name in turn. */
  @Param({"1", "1000"})
  int sids;

  private final List<ByteBuffer> packets = new ArrayList<>();
  private BuiltIns builtIns;
  private Admission admission;
  private int next;

  @Setup
  public void capture() throws IOException, PluginException {
    builtIns = new BuiltIns();
    admission = new Admission(policy(), builtIns.table());
    for (int i = 0; i < PACKETS; i++) {
      packets.add(syn(i));
    }
  }

  private static AdmissionPolicy policy() {
    return new AdmissionPolicy(
        List.of(BuiltIns.PREFIX),
        SidLayout.DEFAULT,
        WIRE,
        List.of(),
        List.of(),
        Set.<Ipv6Address>of()::contains,
        Handshake.END_TO_END,
        Map.of(),
        Egress.AUTO);
  }

  private ByteBuffer syn(int number) {
    Ipv6Address sid = SidLayout.DEFAULT.encode(BuiltIns.PREFIX, XOR, 1 + number % sids);
    TcpHeader tcp =
        new TcpHeader(40_000 + number, 8000, 1000, 0, TcpHeader.SYN, 64_000, 0, Octets.NONE);
    byte[] packet =
        TcpPacket.of(
                0, BuiltIns.CLIENT, BuiltIns.SERVER, Srh.of(1, List.of(BuiltIns.SERVER, sid)), tcp)
            .toBytes();
    return ByteBuffer.allocateDirect(packet.length).put(packet).flip();
  }

  @Benchmark
  public Parsed parse() {
    return SynPacket.parse(nextPacket(), WIRE);
  }

  @Benchmark
  public Decision parseAndAdmit() {
    return admission.decide(nextPacket());
  }

  private ByteBuffer nextPacket() {
    next = (next + 1) % PACKETS;
    return packets.get(next);
  }

  @TearDown
  public void end() throws IOException {
    builtIns.close();
  }
}
