package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Chain;
import org.srv6pipes.proxy.chain.PluginException;

/** Eight bytes through a chain: next to nothing but handing over from function to function. */
public class HandOverBenchmark extends InnerLoop {

  private static final int BYTES = 8;
  private static final int KEY = 0x55;

  /** In the chain; the second kind works in place, the first into another buffer. */
  @Param({"leet", "xor"})
  String function;

  @Param({"1", "8"})
  int functions;

  private final BufferPool buffers = BufferPool.forOneThread();
  private final Block block = new Block(BYTES);
  private BuiltIns builtIns;
  private Chain chain;

  @Setup
  public void make() throws IOException, PluginException, FunctionException {
    builtIns = new BuiltIns();
    int parameters = "xor".equals(function) ? KEY : 0;
    chain = BuiltIns.chain(builtIns.planned(function, parameters, functions), buffers);
  }

  @Benchmark
  public boolean push() throws FunctionException {
    block.bytes().clear();
    return chain.push(block);
  }

  @TearDown
  public void end() throws IOException {
    chain.close();
    buffers.close();
    block.free();
    builtIns.close();
  }
}
