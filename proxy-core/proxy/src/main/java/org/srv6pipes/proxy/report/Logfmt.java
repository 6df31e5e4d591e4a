package org.srv6pipes.proxy.report;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * {@code key=value} pairs on one line. A map within gives its keys a prefix; a function becomes
 * {@code name:in>out}.
 */
final class Logfmt {

  private static final Pattern BARE = Pattern.compile("[^\\s\"=\\p{Cc}]+");

  private Logfmt() {}

  static String of(Map<String, Object> fields) {
    StringBuilder line = new StringBuilder();
    append("", fields, line);
    return line.toString();
  }

  private static void append(String prefix, Map<?, ?> fields, StringBuilder line) {
    fields.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> inner) {
            append(prefix + name + ".", inner, line);
          } else {
            line.append(line.isEmpty() ? "" : " ").append(prefix).append(name).append('=');
            line.append(quoted(text(value)));
          }
        });
  }

  private static String text(Object value) {
    return switch (value) {
      case List<?> list -> list.stream().map(Logfmt::text).collect(Collectors.joining(","));
      case Map<?, ?> function ->
          function.get("name") + ":" + function.get("bytes-in") + ">" + function.get("bytes-out");
      default -> value.toString();
    };
  }

  private static String quoted(String value) {
    return BARE.matcher(value).matches()
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
