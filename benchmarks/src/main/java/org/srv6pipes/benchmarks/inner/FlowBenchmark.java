package org.srv6pipes.benchmarks.inner;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.srv6pipes.proxy.flow.FlowTable;
import org.srv6pipes.wire.FlowKey;

/** The table of flows: finding one, and one that comes and goes, beside few others and many. */
public class FlowBenchmark extends InnerLoop {

  private static final int FIRST_PORT = 10_000;
  private static final int STRIDE = 4099;

  /** Flows that are open meanwhile. */
  @Param({"1", "8000"})
  int open;

  private final FlowTable<Object> table = new FlowTable<>(100_000, 2000);
  private FlowKey[] keys;
  private FlowKey newcomer;
  private int next;

  @Setup
  public void fill() {
    keys = new FlowKey[open];
    for (int i = 0; i < open; i++) {
      keys[i] = BuiltIns.flow(FIRST_PORT + i);
      table.add(keys[i], this);
      table.established(keys[i]);
    }
    newcomer = BuiltIns.flow(FIRST_PORT - 1);
  }

  /** With a key of its own, as each packet makes one. */
  @Benchmark
  public @Nullable Object find() {
    next = (next + STRIDE) % open;
    return table.get(BuiltIns.flow(FIRST_PORT + next));
  }

  @Benchmark
  public void comeAndGo() {
    table.add(newcomer, this);
    table.established(newcomer);
    table.remove(newcomer);
  }
}
