package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.testkit.FunctionConformance;
import org.srv6pipes.function.testkit.TestHost;

class XorTest {

  @Nested
  class WithFourBytes extends Conformance {
    WithFourBytes() {
      super(0x12345678, 0x12, 0x34, 0x56, 0x78);
    }

    @Test
    void shouldBeginWithTheHighestByte() throws Exception {
      try (TestHost host = new TestHost(plan())) {
        assertThat(host.write(new byte[6]).output())
            .containsExactly(0x12, 0x34, 0x56, 0x78, 0x12, 0x34);
      }
    }
  }

  @Nested
  class WithOneByte extends Conformance {
    WithOneByte() {
      super(0xAA, 0xAA);
    }
  }

  @Nested
  class WithZero extends Conformance {
    WithZero() {
      super(0, 0);
    }

    @Test
    void shouldLeaveTheBytesToTheKernel() {
      assertThat(plan().traits().effect()).isEqualTo(Effect.NONE);
    }
  }

  abstract static class Conformance extends FunctionConformance {

    private final int bits;
    private final int[] key;

    Conformance(int bits, int... key) {
      this.bits = bits;
      this.key = key;
    }

    @Override
    protected FunctionProvider provider() {
      return new XorProvider();
    }

    @Override
    protected Parameters parameters() {
      return new Parameters(bits);
    }

    @Override
    protected void judge(byte[] input, byte[] output) {
      byte[] expected = input.clone();
      for (int i = 0; i < expected.length; i++) {
        expected[i] ^= (byte) key[i % key.length];
      }
      assertThat(output).isEqualTo(expected);
    }
  }
}
