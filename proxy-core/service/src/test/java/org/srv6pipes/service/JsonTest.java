package org.srv6pipes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void shouldEscapeWhatJsonDoesNotAllow() {
    assertThat(Json.of("a\"b\\c\n\u0001\u00e9$1"))
        .isEqualTo("\"a\\\"b\\\\c\\u000a\\u0001\u00e9$1\"");
  }

  @Test
  void shouldReadWhatItWrote() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("text", "a\"b\\c\n\u0001é");
    map.put("numbers", List.of(1L, -2L, 0.5));
    map.put("nested", Map.of("yes", true, "empty", List.of()));

    assertThat(Json.parse(Json.of(map))).isEqualTo(map);
  }

  @Test
  void shouldLeaveOutWhatIsNull() {
    assertThat(Json.parse(" { \"a\" : null , \"b\" : [ null , 1 ] } "))
        .isEqualTo(Map.of("b", List.of(1L)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[1", "[1 2]", "{\"a\"}", "\"a", "\"\\u12\"", "1 2", "nul", "-"})
  void shouldSayWhereItIsNotJson(String text) {
    assertThatThrownBy(() -> Json.parse(text)).hasMessageContaining("not JSON at character");
  }

  @Test
  void shouldRefuseWhatIsNestedTooDeep() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).hasMessageContaining("too deep");
  }

  @Test
  void shouldKeepTheOrderOfMapsAndLists() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("z", List.of(1, true, "x"));
    map.put("a", Map.of());

    assertThat(Json.of(map)).isEqualTo("{\"z\":[1,true,\"x\"],\"a\":{}}");
  }
}
