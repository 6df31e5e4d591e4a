package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestHost;

class ZstdDecompressTest {

  private static final byte[] LONG = Samples.mixed(200_000, 8);
  private static Streams streams;

  @BeforeAll
  static void compressWithTheTool() throws Exception {
    streams =
        new Streams()
            .add(new byte[0], "zstd", "-c")
            .add(Samples.text(60), "zstd", "-c", "-1")
            .add(Samples.text(5_000), "zstd", "-c", "-5")
            .add(LONG, "zstd", "-c", "-7", "--no-check");
  }

  @Nested
  class OfStreamsOfTheTool extends FunctionConformance {

    @Override
    protected FunctionProvider provider() {
      return new ZstdDecompressProvider();
    }

    @Override
    protected List<byte[]> samples() {
      return streams.encoded();
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      streams.judge(input, output);
    }

    @Override
    protected boolean decodes() {
      return true;
    }

    @Override
    protected List<byte[]> malformed() {
      byte[] wrongChecksum = streams.encoded(2).clone();
      wrongChecksum[wrongChecksum.length - 1] ^= 1;
      byte[] trailing = Arrays.copyOf(streams.encoded(1), streams.encoded(1).length + 4);
      return List.of(wrongChecksum, trailing, "GET / HTTP".getBytes(US_ASCII));
    }
  }

  @Test
  void shouldReadOneFrameAfterAnother() throws Exception {
    try (TestHost host = host()) {
      for (byte[] stream : streams.encoded()) {
        host.write(stream);
      }
      assertThat(host.end().output()).hasSize(60 + 5_000 + 200_000);
    }
  }

  @Test
  void shouldSayWhichParameterAllowsALargerWindow() throws Exception {
    byte[] wide = new Tool("zstd", "-c", "--long=27").run(new byte[100]);
    try (TestHost host = host()) {
      assertThatThrownBy(() -> host.write(wide))
          .isInstanceOf(FunctionException.class)
          .hasMessageContaining("\"window\"");
    }
    try (TestHost host = new TestHost(Plans.of(new ZstdDecompressProvider(), 23))) {
      assertThat(host.write(streams.encoded(3)).end().output()).isEqualTo(LONG);
    }
  }

  @Test
  void shouldKnowNothingOfTheStreamBefore() throws Exception {
    FunctionPlan plan = Plans.of(new ZstdDecompressProvider(), 0);
    try (TestHost brokenOff = new TestHost(plan)) {
      brokenOff.write(Arrays.copyOf(streams.encoded(3), 10_000));
    }
    try (TestHost next = new TestHost(plan)) {
      assertThat(next.write(streams.encoded(3)).end().output()).isEqualTo(LONG);
    }
    try (TestHost malformed = new TestHost(plan)) {
      assertThatThrownBy(() -> malformed.write("GET / HTTP")).isInstanceOf(FunctionException.class);
    }
    try (TestHost next = new TestHost(plan)) {
      assertThat(next.write(streams.encoded(1)).end().output()).isEqualTo(Samples.text(60));
    }
  }

  @Test
  void shouldStopABombBeforeItGoesOff() throws Exception {
    byte[] bomb = Zstd.compress(new byte[200 << 20]);
    IdleContexts<Integer, ZstdDecompressCtx> idle =
        new IdleContexts<>(windowLog -> 0, ZstdDecompressCtx::close);
    FunctionPlan plan = flow -> new ZstdDecompress(21, new ExpansionLimit(1000, 16 << 20), idle);
    try (TestHost host = new TestHost(plan)) {
      assertThatThrownBy(() -> host.write(bomb).end())
          .isInstanceOf(FunctionException.class)
          .hasMessageContaining("allowed ratio of 1000");
      assertThat(host.output()).hasSizeLessThan(18 << 20);
    }
    idle.close();
  }

  @Test
  void shouldLetALongRunOfZerosPass() throws Exception {
    byte[] zeros = new byte[100 << 20];
    try (TestHost host = host()) {
      assertThat(host.write(Zstd.compress(zeros)).end().output()).isEqualTo(zeros);
    }
  }

  @Test
  void shouldNotAllocateMoreThanItSays() throws Exception {
    NativeMemory.assertBounded(Plans.of(new ZstdDecompressProvider(), 0), streams.encoded(3));
  }

  private static TestHost host() throws FunctionException {
    return new TestHost(Plans.of(new ZstdDecompressProvider(), 0));
  }
}
