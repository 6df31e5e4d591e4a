package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestHost;

class Base64EncodeTest {

  private static final int PAD_ON_FLUSH = 1 << 8;

  @Nested
  class WithoutLineBreaks extends Conformance {
    WithoutLineBreaks() {
      super(0);
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      assertThat(output).isEqualTo(Base64.getEncoder().encode(input));
    }

    @Test
    void shouldPutOutEveryCharacterThatIsCertain() throws Exception {
      try (TestHost host = new TestHost(plan())) {
        assertThat(host.write("I").text()).isEqualTo("S");
        assertThat(host.write(" ").text()).isEqualTo("SS");
        assertThat(host.write("l").flush().text()).isEqualTo("SSBs");
      }
    }
  }

  @Nested
  class WithLineBreaks extends Conformance {
    WithLineBreaks() {
      super(76);
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      byte[] lineEnd = {'\n'};
      byte[] text = Base64.getMimeEncoder(76, lineEnd).encode(input);
      assertThat(new String(output, US_ASCII))
          .isEqualTo(text.length == 0 ? "" : new String(text, US_ASCII) + "\n");
    }

    @Test
    void shouldWriteAsTheProgramDoes() throws Exception {
      byte[] sample = Samples.mixed(10_000, 4);
      for (int wrap : new int[] {1, 3, 76, 255}) {
        Tool base64 = new Tool("base64", "-w" + wrap).orSkip();
        try (TestHost host = new TestHost(Plans.of(new Base64EncodeProvider(), wrap))) {
          assertThat(host.write(sample).end().output()).isEqualTo(base64.run(sample));
        }
      }
    }
  }

  @Nested
  class PaddingOnFlush extends Conformance {

    private final Tool base64 = new Tool("base64", "-d");

    PaddingOnFlush() {
      super(PAD_ON_FLUSH);
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      base64.judgeLater(input, output);
    }

    @AfterEach
    void judgeAll() throws Exception {
      base64.orSkip().judgeNow();
    }

    @Override
    protected boolean flushesAll() {
      return true;
    }
  }

  abstract static class Conformance extends FunctionConformance {

    private final Parameters parameters;

    Conformance(int bits) {
      parameters = new Parameters(bits);
    }

    @Override
    protected FunctionProvider provider() {
      return new Base64EncodeProvider();
    }

    @Override
    protected Parameters parameters() {
      return parameters;
    }

    @Override
    protected boolean flushesAll() {
      return false;
    }
  }
}
