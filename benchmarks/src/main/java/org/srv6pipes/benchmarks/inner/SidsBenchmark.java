package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Chain;
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
 * What a SYN and a buffer cost with one SID in use and with a thousand, in turns: from one
 * iteration to the next in the same JVM, since one percent is asked about, and the machine's speed
 * changes by more between two JVMs.
 */
@Fork(10)
@Warmup(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
public class SidsBenchmark extends InnerLoop {

  /** How many SIDs there are in the first iteration, and in the second, and so on. */
  static final List<Integer> TURNS = List.of(1, 1000);

  private static final String XOR = "xor";
  private static final int XOR_NUMBER = 0xAAAA;
  private static final int FLOWS = 1024;
  private static final int BYTES = 8;
  private static final WireOptions WIRE = new WireOptions(6);

  private final BufferPool buffers = BufferPool.forOneThread();
  private final Block block = new Block(BYTES);
  private final Map<Integer, Traffic> traffics = new HashMap<>();
  private Traffic traffic;
  private IterationType iterations = IterationType.WARMUP;
  private int turn;
  private int next;

  /**
   * What one kind of turn has to itself.
   *
   * @param functions which know the SIDs in use, and no others
   * @param syns what the flows begin with
   * @param chains what their bytes go through
   */
  private record Traffic(
      BuiltIns functions, Admission admission, List<ByteBuffer> syns, List<Chain> chains) {}

  /** In any order, so that neither kind always has the better place in memory. */
  @Setup
  public void make() throws IOException, PluginException, FunctionException {
    List<Integer> order = new ArrayList<>(TURNS);
    Collections.shuffle(order);
    for (int sids : order) {
      traffics.put(sids, traffic(sids));
    }
  }

  @Setup(Level.Iteration)
  public void takeTurn(IterationParams iteration) {
    if (iteration.getType() != iterations) {
      iterations = iteration.getType();
      turn = 0;
    }
    traffic = traffics.get(TURNS.get(turn++ % TURNS.size()));
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

  private Traffic traffic(int sids) throws IOException, PluginException, FunctionException {
    BuiltIns functions = new BuiltIns();
    List<ByteBuffer> syns = new ArrayList<>();
    List<Chain> chains = new ArrayList<>();
    for (int flow = 0; flow < FLOWS; flow++) {
      int key = 1 + flow % sids;
      syns.add(syn(flow, key));
      chains.add(BuiltIns.chain(functions.planned(XOR, key, 1), buffers));
    }
    return new Traffic(functions, new Admission(policy(), functions.table()), syns, chains);
  }

  private static ByteBuffer syn(int flow, int key) {
    Ipv6Address sid = SidLayout.DEFAULT.encode(BuiltIns.PREFIX, XOR_NUMBER, key);
    TcpHeader tcp =
        new TcpHeader(40_000 + flow, 8000, 1000, 0, TcpHeader.SYN, 64_000, 0, Octets.NONE);
    byte[] packet =
        TcpPacket.of(
                0, BuiltIns.CLIENT, BuiltIns.SERVER, Srh.of(1, List.of(BuiltIns.SERVER, sid)), tcp)
            .toBytes();
    return ByteBuffer.allocateDirect(packet.length).put(packet).flip();
  }

  @Benchmark
  public Parsed parse() {
    return SynPacket.parse(nextOf(traffic.syns), WIRE);
  }

  @Benchmark
  public Decision parseAndAdmit() {
    return traffic.admission.decide(nextOf(traffic.syns));
  }

  @Benchmark
  public boolean push() throws FunctionException {
    block.bytes().clear();
    return nextOf(traffic.chains).push(block);
  }

  private <T> T nextOf(List<T> ofEachFlow) {
    next = (next + 1) % FLOWS;
    return ofEachFlow.get(next);
  }

  @TearDown
  public void end() throws IOException {
    for (Traffic of : traffics.values()) {
      of.chains.forEach(Chain::close);
      of.functions.close();
    }
    buffers.close();
    block.free();
  }
}
