package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.srv6pipes.function.FunctionProvider;
import org.srv6pipes.function.testkit.FunctionConformance;

class IdentityTest extends FunctionConformance {

  @Override
  protected FunctionProvider provider() {
    return new IdentityProvider();
  }

  @Override
  protected void judge(byte[] input, byte[] output) {
    assertThat(output).isEqualTo(input);
  }
}
