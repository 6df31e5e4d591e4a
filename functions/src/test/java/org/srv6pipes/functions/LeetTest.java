package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.TestHost;

class LeetTest extends FunctionConformance {

  @Override
  protected FunctionProvider provider() {
    return new LeetProvider();
  }

  @Override
  protected void judge(byte[] input, byte[] output) {
    String expected = new String(input, ISO_8859_1);
    for (String pair : new String[] {"e3", "a@", "i1", "o0", "S5", "s5", "t7"}) {
      expected = expected.replace(pair.charAt(0), pair.charAt(1));
    }
    assertThat(new String(output, ISO_8859_1)).isEqualTo(expected);
  }

  @Test
  void shouldWriteAsThePrototypeDid() throws Exception {
    try (TestHost host = new TestHost(plan())) {
      assertThat(host.write("Is it So, Tea at eight?").text()).isEqualTo("I5 17 50, T3@ @7 31gh7?");
    }
  }
}
