package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestFlow;
import org.srv6pipes.function.testkit.TestHost;

class Lz4CompressTest {

  private static final int BLOCK = 64 << 10;
  private static final int BLOCK_256K = 1 << 4;
  private static final int CHECKSUM = 1 << 6;
  private static final int FLUSH_AT_END = 1 << 7;

  @Nested
  class WithDefaults extends Conformance {
    WithDefaults() {
      super(0);
    }

    @Test
    void shouldCompressText() throws Exception {
      byte[] text = Samples.text(200_000);

      try (TestHost host = new TestHost(plan())) {
        assertThat(host.write(text).end().output()).hasSizeLessThan(text.length / 2);
      }
    }

    @Test
    void shouldAddNextToNothingToNoiseAndStillCompressWhatFollows() throws Exception {
      byte[] noise = Samples.noise(8 << 20, 5);
      byte[] text = Samples.text(8 << 20);

      try (TestHost host = new TestHost(plan())) {
        int length = host.write(noise).flush().output().length;
        assertThat(length - noise.length).isBetween(0, noise.length / 1000);
        assertThat(host.write(text).end().output().length - length).isLessThan(text.length * 2 / 3);
      }
    }
  }

  /**
   * Tried are the noise blocks 1, 3, 6, 11, 20, 37, 70 and 103; after that the next 32 are stored.
   */
  @Test
  void shouldNotTryEveryBlockAgainAfterMuchNoise() throws Exception {
    try (TestHost host = new TestHost(Plans.of(new Lz4CompressProvider(), 0))) {
      host.write(Samples.noise(103 * BLOCK, 5));
      int before = host.output().length;
      assertThat(host.write(Samples.text(8 * BLOCK)).output().length - before)
          .isEqualTo(8 * (BLOCK + Integer.BYTES));
      host.write(Samples.noise(24 * BLOCK, 6));
      before = host.output().length;
      assertThat(host.write(Samples.text(BLOCK)).output().length - before).isLessThan(BLOCK / 2);
    }
  }

  /** The noise after noise is stored without a try, and the end of the frame follows at once. */
  @Test
  void shouldNotGrowItsOutputForTheEndAlone() throws Exception {
    int length = 60_000;
    ByteBuffer noise = ByteBuffer.wrap(Samples.noise(length, 5));
    ByteBuffer out = ByteBuffer.allocate(1000);
    StreamFunction compress =
        Plans.of(new Lz4CompressProvider(), 0).create(new TestFlow(Parameters.DEFAULTS));
    compress.process(ByteBuffer.wrap(Samples.noise(100, 6)), out);
    compress.flush(out);
    compress.process(noise, out);

    long before = ShortStreamTest.THREADS.getCurrentThreadAllocatedBytes();
    compress.end(out);

    assertThat(ShortStreamTest.THREADS.getCurrentThreadAllocatedBytes() - before)
        .isBetween((long) length, length * 3L / 2);
    compress.close();
  }

  @Nested
  class ThoroughInLargeBlocksWithChecksum extends Conformance {
    ThoroughInLargeBlocksWithChecksum() {
      super(6 | BLOCK_256K | CHECKSUM);
    }
  }

  @Nested
  class FlushingAtTheEndOnly extends Conformance {
    FlushingAtTheEndOnly() {
      super(FLUSH_AT_END | CHECKSUM);
    }

    @Override
    protected boolean flushesAll() {
      return false;
    }
  }

  abstract static class Conformance extends FunctionConformance {

    private final Parameters parameters;
    private final Tool lz4 = new Tool("lz4", "-dc");

    Conformance(int bits) {
      parameters = new Parameters(bits);
    }

    @BeforeEach
    void needLz4() {
      lz4.orSkip();
    }

    @AfterEach
    void judgeAll() throws Exception {
      lz4.judgeNow();
    }

    @Override
    protected FunctionProvider provider() {
      return new Lz4CompressProvider();
    }

    @Override
    protected Parameters parameters() {
      return parameters;
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      lz4.judgeLater(input, output);
    }
  }
}
