package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

/** Maps, collections, text, numbers and truth values as JSON (RFC 8259), on one line. */
final class Json {

  private static final Pattern SPECIAL = Pattern.compile("[\"\\\\\\p{Cc}]");

  private Json() {}

  static String of(Object value) {
    return switch (value) {
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(entry -> quoted(entry.getKey().toString()) + ":" + of(entry.getValue()))
              .collect(joining(",", "{", "}"));
      case Collection<?> values -> values.stream().map(Json::of).collect(joining(",", "[", "]"));
      case Number number -> number.toString();
      case Boolean truth -> truth.toString();
      default -> quoted(value.toString());
    };
  }

  private static String quoted(String text) {
    return '"' + SPECIAL.matcher(text).replaceAll(found -> escaped(found.group().charAt(0))) + '"';
  }

  /** Two backslashes, because the replacement of a pattern takes the first for itself. */
  private static String escaped(char character) {
    return character == '"' || character == '\\'
        ? "\\\\" + (character == '\\' ? "\\\\" : "\"")
        : "\\\\u%04x".formatted((int) character);
  }
}
