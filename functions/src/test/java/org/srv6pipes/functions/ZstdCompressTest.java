package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.StreamFunction;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestFlow;
import org.srv6pipes.function.testkit.TestHost;

class ZstdCompressTest {

  private static final int CHECKSUM = 1 << 10;
  private static final int FLUSH_AT_END = 1 << 11;
  private static final int WINDOW_10 = 10 << 5;

  @Test
  void shouldBePreparedWhereAnotherStreamHasLeftItsContext() throws Exception {
    FunctionPlan plan = Plans.of(new ZstdCompressProvider(), 0);
    StreamFunction first = plan.create(new TestFlow(Parameters.DEFAULTS));
    assertThat(first.isPrepared()).as("with a context to make").isFalse();
    first.process(ByteBuffer.allocateDirect(10), ByteBuffer.allocateDirect(1000));
    assertThat(first.isPrepared()).as("in the midst").isTrue();
    first.close();

    StreamFunction second = plan.create(new TestFlow(Parameters.DEFAULTS));
    assertThat(second.isPrepared()).as("with one that is idle").isTrue();
    second.close();
  }

  @Nested
  class WithDefaults extends Conformance {
    WithDefaults() {
      super(0);
    }

    @Test
    void shouldCompressText() throws Exception {
      byte[] text = Samples.text(100_000);

      try (TestHost host = new TestHost(plan())) {
        assertThat(host.write(text).end().output()).hasSizeLessThan(text.length / 3);
      }
    }

    @Test
    void shouldAddNextToNothingToNoise() throws Exception {
      byte[] noise = Samples.noise(4 << 20, 5);

      try (TestHost host = new TestHost(plan())) {
        assertThat(host.write(noise).end().output().length - noise.length).isBetween(0, 200);
      }
    }

    @Test
    void shouldKnowNothingOfTheStreamBefore() throws Exception {
      FunctionPlan plan = plan();
      byte[] text = Samples.text(100_000);
      byte[] alone;
      try (TestHost first = new TestHost(plan)) {
        alone = first.write(text).end().output();
      }
      try (TestHost brokenOffWhileSwift = new TestHost(plan)) {
        brokenOffWhileSwift.write(Samples.noise(1 << 20, 7)).write(text);
      }

      try (TestHost next = new TestHost(plan)) {
        assertThat(next.write(text).end().output()).isEqualTo(alone);
      }
    }

    @Test
    void shouldCompressAgainWhenNoiseIsOver() throws Exception {
      byte[] noise = Samples.noise(3 << 20, 6);
      byte[] text = Samples.text(3 << 20);
      ByteArrayOutputStream input = new ByteArrayOutputStream();
      input.writeBytes(noise);
      input.writeBytes(text);

      try (TestHost host = new TestHost(plan())) {
        byte[] output = host.write(noise).write(text).end().output();
        judge(input.toByteArray(), output);
        assertThat(output.length - noise.length).isLessThan(text.length / 3);
      }
    }
  }

  @Nested
  class WithLevel9AndChecksum extends Conformance {
    WithLevel9AndChecksum() {
      super(9 | WINDOW_10 | CHECKSUM);
    }
  }

  @Nested
  class FlushingAtTheEndOnly extends Conformance {
    FlushingAtTheEndOnly() {
      super(1 | FLUSH_AT_END);
    }

    @Override
    protected boolean flushesAll() {
      return false;
    }

    @Test
    void shouldKeepIncompleteBlocksWhenTheInputPauses() throws Exception {
      try (TestHost host = new TestHost(plan())) {
        assertThat(host.write(Samples.text(1000)).flush().output()).isEmpty();
      }
    }
  }

  @Test
  void shouldRefuseWhatTheOperatorDoesNotAllow() {
    ZstdCompressProvider provider = new ZstdCompressProvider();
    Problems problems = new Problems();

    Plans.factory(provider).plan(new Parameters(10 | 22 << 5), problems);

    assertThat(problems.toString())
        .isEqualTo(
            "level: 10 is more than the 9 that are allowed; raise \"max-level\" in the"
                + " configuration\n"
                + "window: 22 is more than the 21 that are allowed; raise \"max-window\" in the"
                + " configuration");
  }

  /** The library allocates where no garbage collector sees it: look at the process. */
  @Test
  void shouldNotAllocateMoreThanItSays() throws Exception {
    byte[] sample = Samples.mixed(2 << 20, 3);
    for (int bits : new int[] {1, 3, 5 | WINDOW_10, 5, 9, 9 | 20 << 5}) {
      NativeMemory.assertBounded(Plans.of(new ZstdCompressProvider(), bits), sample);
    }
  }

  abstract static class Conformance extends FunctionConformance {

    private final Parameters parameters;
    private final Tool zstd = new Tool("zstd", "-dc");

    Conformance(int bits) {
      parameters = new Parameters(bits);
    }

    @BeforeEach
    void needZstd() {
      zstd.orSkip();
    }

    @AfterEach
    void judgeAll() throws Exception {
      zstd.judgeNow();
    }

    @Override
    protected FunctionProvider provider() {
      return new ZstdCompressProvider();
    }

    @Override
    protected Parameters parameters() {
      return parameters;
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      zstd.judgeLater(input, output);
    }
  }
}
