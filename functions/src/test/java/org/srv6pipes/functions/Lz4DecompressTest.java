package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestHost;

class Lz4DecompressTest {

  private static final byte[] TEXT = Samples.text(300_000);
  private static final byte[] SKIPPABLE = {0x5F, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'x', 'y', 'z'};
  private static Streams streams;

  @BeforeAll
  static void compressWithTheTool() throws Exception {
    streams =
        new Streams()
            .add(Samples.text(60), "lz4", "-c", "-B4")
            .add(Samples.text(5_000), "lz4", "-c", "-9", "-BX")
            .add(Samples.mixed(200_000, 9), "lz4", "-c", "--no-frame-crc")
            .add(TEXT, "lz4", "-c", "-B4", "-BD")
            .add(Samples.mixed(200_000, 10), "lz4", "-c", "-9", "-B4", "-BD", "-BX")
            .add(farRepetitions(), "lz4", "-c", "-9", "-B4", "-BD")
            .add(farRepetitions(), "lz4", "-c", "-9", "-B100", "-BD")
            .add(Samples.mixed(200_000, 10), "lz4", "-c", "-B5000", "-BD")
            .add(Samples.noise(500, 11), "lz4", "-c", "-BX", "--no-frame-crc");
  }

  /** Noise that comes again after nearly as much as a block may look back. */
  private static byte[] farRepetitions() {
    byte[] noise = Samples.noise(60_000, 12);
    byte[] thrice = Arrays.copyOf(noise, 3 * noise.length);
    System.arraycopy(noise, 0, thrice, noise.length, noise.length);
    System.arraycopy(noise, 0, thrice, 2 * noise.length, noise.length);
    return thrice;
  }

  @Nested
  class OfStreamsOfTheTool extends FunctionConformance {

    @Override
    protected FunctionProvider provider() {
      return new Lz4DecompressProvider();
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
      byte[] wrongChecksum = streams.encoded(0).clone();
      wrongChecksum[wrongChecksum.length - 1] ^= 1;
      byte[] wrongBlock = streams.encoded(6).clone();
      wrongBlock[100] ^= 1;
      byte[] wrongHeader = streams.encoded(0).clone();
      wrongHeader[5] ^= 0x10;
      byte[] trailing = Arrays.copyOf(streams.encoded(0), streams.encoded(0).length + 4);
      return List.of(
          wrongChecksum, wrongBlock, wrongHeader, trailing, "GET / HTTP".getBytes(US_ASCII));
    }
  }

  @Test
  void shouldReadOneFrameAfterAnotherAndSkipWhatIsNone() throws Exception {
    try (TestHost host = host(0)) {
      host.write(streams.encoded(3)).write(SKIPPABLE).write(streams.encoded(0)).end();
      assertThat(host.output()).hasSize(TEXT.length + 60).startsWith(TEXT);
    }
  }

  @Test
  void shouldSayWhichParameterAllowsLargerBlocks() throws Exception {
    try (TestHost host = host(3)) {
      assertThat(host.write(streams.encoded(3)).end().output()).isEqualTo(TEXT);
    }
    try (TestHost host = host(3)) {
      assertThatThrownBy(() -> host.write(streams.encoded(2)))
          .isInstanceOf(FunctionException.class)
          .hasMessageContaining("\"block\"");
    }
  }

  private static TestHost host(int bits) throws FunctionException {
    return new TestHost(Plans.of(new Lz4DecompressProvider(), bits));
  }
}
