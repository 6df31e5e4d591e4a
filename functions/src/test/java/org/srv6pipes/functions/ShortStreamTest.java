package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestFlow;
import org.srv6pipes.function.testkit.TestHost;

/**
 * Most connections carry a request and an answer of a kilobyte or so. With a block of the largest
 * size for each of them, hundreds at a time filled gigabytes of heap.
 */
class ShortStreamTest {

  static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int STREAMS = 50;
  private static final int MOST = 32 << 10;

  static Stream<Arguments> functions() throws Exception {
    byte[] text = Samples.text(1000);
    return Stream.of(
        Arguments.of(new Lz4CompressProvider(), text),
        Arguments.of(new Lz4DecompressProvider(), made(new Lz4CompressProvider(), text)),
        Arguments.of(new ZstdCompressProvider(), text),
        Arguments.of(new ZstdDecompressProvider(), made(new ZstdCompressProvider(), text)),
        Arguments.of(new LeetProvider(), text));
  }

  private static byte[] made(FunctionProvider provider, byte[] input) throws Exception {
    try (TestHost host = new TestHost(Plans.of(provider, 0))) {
      return host.write(input).end().output();
    }
  }

  @ParameterizedTest
  @MethodSource("functions")
  void shouldTakeLittleOfTheHeap(FunctionProvider provider, byte[] input) throws Exception {
    FunctionPlan plan = Plans.of(provider, 0);
    run(plan, input);

    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < STREAMS; i++) {
      run(plan, input);
    }

    long each = (THREADS.getCurrentThreadAllocatedBytes() - before) / STREAMS;
    assertThat(each).isLessThan(MOST);
  }

  private static void run(FunctionPlan plan, byte[] input) throws Exception {
    ByteBuffer in = ByteBuffer.allocateDirect(input.length).put(input).flip();
    ByteBuffer out = ByteBuffer.allocateDirect(4096);
    StreamFunction function = plan.create(new TestFlow(Parameters.DEFAULTS));
    function.process(in, out);
    function.flush(out);
    function.end(out);
    function.close();
    assertThat(out.position()).isPositive();
  }
}
