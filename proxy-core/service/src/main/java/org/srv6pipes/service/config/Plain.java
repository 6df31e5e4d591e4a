package org.srv6pipes.service.config;

import static java.util.stream.Collectors.joining;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/**
 * Values of a file without the parser's types: text, {@code Long}, {@code Boolean}, lists, maps.
 */
final class Plain {

  private Plain() {}

  static Object of(Object content) {
    return switch (content) {
      case TomlArray array -> array.toList().stream().map(Plain::of).toList();
      case TomlTable table -> map(table);
      default -> content;
    };
  }

  static Map<String, Object> map(TomlTable table) {
    Map<String, Object> values = new LinkedHashMap<>();
    table.entrySet().forEach(entry -> values.put(entry.getKey(), of(entry.getValue())));
    return Collections.unmodifiableMap(values);
  }

  /** As a file would have it, on one line. */
  static String literal(Object value) {
    return switch (value) {
      case String text -> TextType.quote(text);
      case List<?> list -> list.stream().map(Plain::literal).collect(joining(", ", "[", "]"));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(
                  entry ->
                      TextType.quote(entry.getKey().toString()) + " = " + literal(entry.getValue()))
              .collect(joining(", ", "{", "}"));
      default -> value.toString();
    };
  }
}
