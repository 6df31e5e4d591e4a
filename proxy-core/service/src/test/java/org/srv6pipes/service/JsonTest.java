package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void shouldEscapeWhatJsonDoesNotAllow() {
    assertThat(Json.of("a\"b\\c\n\u0001\u00e9$1"))
        .isEqualTo("\"a\\\"b\\\\c\\u000a\\u0001\u00e9$1\"");
  }

  @Test
  void shouldKeepTheOrderOfMapsAndLists() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("z", List.of(1, true, "x"));
    map.put("a", Map.of());

    assertThat(Json.of(map)).isEqualTo("{\"z\":[1,true,\"x\"],\"a\":{}}");
  }
}
