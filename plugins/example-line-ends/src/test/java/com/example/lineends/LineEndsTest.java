package com.example.lineends;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.Samples;
import org.srv6pipes.function.testkit.TestHost;

class LineEndsTest {

  @Nested
  class ToCarriageReturnAndLineFeed extends Conformance {
    ToCarriageReturnAndLineFeed() {
      super(0, "\r\n");
    }

    @Test
    void shouldHoldACarriageReturnUntilItsLineFeedComes() throws Exception {
      try (TestHost host = new TestHost(plan())) {
        assertThat(host.write("dogs\r").text()).isEqualTo("dogs");
        assertThat(host.write("\ncats\r").end().text()).isEqualTo("dogs\r\ncats\r");
      }
    }
  }

  @Nested
  class ToLineFeed extends Conformance {
    ToLineFeed() {
      super(1, "\n");
    }
  }

  abstract static class Conformance extends FunctionConformance {

    private final Parameters parameters;
    private final String lineEnd;

    Conformance(int bits, String lineEnd) {
      this.parameters = new Parameters(bits);
      this.lineEnd = lineEnd;
    }

    @Override
    protected FunctionProvider provider() {
      return new LineEndsProvider();
    }

    @Override
    protected Parameters parameters() {
      return parameters;
    }

    @Override
    protected List<byte[]> samples() {
      List<byte[]> samples = new ArrayList<>(Samples.all());
      samples.add("\r\r\n\n\r\r\r\na\nb\rc\r\n\r".getBytes(ISO_8859_1));
      return samples;
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      String text = new String(input, ISO_8859_1).replace("\r\n", "\n").replace("\n", lineEnd);
      assertThat(new String(output, ISO_8859_1)).isEqualTo(text);
    }
  }
}
