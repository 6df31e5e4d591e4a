package org.srv6pipes.resolver.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void shouldReadEveryKindOfValue() {
    assertThat(
            Json.parse(
                " {\"a\": [1, -2.5, true, false, null, \"\\u0041\\n"
                    + "\\\"\\\\\"], \"b\": {}, \"c\": []} "))
        .isEqualTo(
            Map.of(
                "a", List.of(1L, -2.5, true, false, "null", "A\n\"\\"),
                "b", Map.of(),
                "c", List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1,", "{\"a\" 1}", "[1] 2", "\"open", "nul", "\"\\u12\"", "1x"})
  void shouldSayWhereItIsWrong(String text) {
    assertThatThrownBy(() -> Json.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at character");
  }

  @Test
  void shouldNotFollowDepthWithoutEnd() {
    assertThatThrownBy(() -> Json.parse("[".repeat(10_000)))
        .hasMessageContaining("nested too deep");
  }
}
