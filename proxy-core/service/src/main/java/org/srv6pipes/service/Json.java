package org.srv6pipes.service;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Map;
import java.util.regex.Pattern;

/** Maps, collections, text, numbers and truth values as JSON (RFC 8259), on one line. */
public final class Json {

  private static final Pattern SPECIAL = Pattern.compile("[\"\\\\\\p{Cc}]");

  private Json() {}

  public static String of(Object value) {
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

  /**
   * The value that a text stands for: a map, a list, text, a {@code Long} or {@code Double}, a
   * truth value. There is no null here: a member without a value is left out.
   *
   * @throws IllegalArgumentException if it is not JSON; the message says where
   */
  public static Object parse(String text) {
    return new JsonReader(text).whole();
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
