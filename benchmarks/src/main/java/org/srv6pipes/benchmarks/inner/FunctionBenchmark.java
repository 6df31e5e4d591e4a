package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Chain;
import org.srv6pipes.proxy.chain.PluginException;

/** A buffer through one function as the relay runs it, the next stretch of the stream each time. */
public class FunctionBenchmark extends InnerLoop {

  /** With its 32 bits, in hexadecimal. */
  @Param({"xor:55", "zstd-compress:0", "lz4-compress:0", "encrypt:0", "base64-encode:0", "leet:0"})
  String function;

  private final BufferPool buffers = BufferPool.forOneThread();
  private final Stream stream = new Stream();
  private BuiltIns builtIns;
  private Chain chain;

  @Setup
  public void make() throws IOException, PluginException, FunctionException {
    builtIns = new BuiltIns();
    String[] parts = function.split(":");
    int parameters = Integer.parseUnsignedInt(parts[1], 16);
    chain = BuiltIns.chain(builtIns.planned(parts[0], parameters, 1), buffers);
  }

  @Benchmark
  public boolean hosted() throws FunctionException {
    return chain.push(stream.next());
  }

  @TearDown
  public void end() throws IOException {
    chain.close();
    buffers.close();
    stream.close();
    builtIns.close();
  }
}
