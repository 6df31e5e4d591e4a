package org.srv6pipes.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FunctionDescriptorTest {

  @Test
  void shouldRefuseNamesThatAChainCannotSpell() {
    for (String name : new String[] {"", "Xor", "a b", "-a", "a-", "a--b", "9x", "a_b"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> FunctionDescriptor.of(name, 1, ""));
    }
    assertThat(FunctionDescriptor.of("base64-encode", 1, "").name()).isEqualTo("base64-encode");
  }

  @Test
  void shouldRefuseNumbersThatASidCannotHold() {
    assertThatIllegalArgumentException().isThrownBy(() -> FunctionDescriptor.of("x", 0, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> FunctionDescriptor.of("x", 0x10000, ""));
  }

  @Test
  void shouldKeepWhatWasAddedBefore() {
    ParameterField first = ParameterField.flag("first", 0);
    ParameterField second = ParameterField.flag("second", 1);
    Setting<String> setting = Setting.text("setting", "", "");

    FunctionDescriptor descriptor =
        FunctionDescriptor.of("x", 1, "It does.")
            .parameters(first)
            .settings(setting)
            .parameters(second)
            .inverse(Inverse.withSameParameters("y"))
            .failingClosed()
            .keepingBytes();

    assertThat(descriptor.parameters().fields()).containsExactly(first, second);
    assertThat(descriptor.settings()).containsExactly(setting);
    assertThat(descriptor.inverse().map(Inverse::name)).contains("y");
    assertThat(descriptor.failsClosed()).isTrue();
    assertThat(descriptor.keepsBytes()).isTrue();
  }
}
