package org.srv6pipes.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration in force, as it is collected while a file is read; each table has its plain
 * keys before its tables.
 */
final class Effective {

  private sealed interface Part {}

  private record Line(String text) implements Part {}

  private record FreeTable(String name, Map<String, Object> given) implements Part {}

  private final List<Part> parts = new ArrayList<>();

  void section(String header) {
    parts.add(new Line((parts.isEmpty() ? "" : "\n") + header));
  }

  void given(String name, String literal) {
    parts.add(new Line(assignment(name, literal)));
  }

  void standard(String name, String literal) {
    parts.add(new Line(byDefault(name, literal)));
  }

  void unset(String name) {
    parts.add(new Line("# " + name + " is not set"));
  }

  void free(String name, Map<String, Object> given) {
    parts.add(new FreeTable(name, given));
  }

  String text(FreeTableView view) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      switch (part) {
        case Line line -> text.append(line.text).append('\n');
        case FreeTable free ->
            new FreeText(view, text).append(free.name, free.given, view.completed(free.given));
      }
    }
    return text.toString();
  }

  private static String assignment(String name, String literal) {
    return name + " = " + literal;
  }

  private static String byDefault(String name, String literal) {
    return assignment(name, literal) + "  # default";
  }

  /** A free table and those in it. */
  private record FreeText(FreeTableView view, StringBuilder text) {

    void append(String header, Map<?, ?> given, Map<?, ?> completed) {
      boolean hasValues =
          completed.values().stream().anyMatch(value -> !(value instanceof Map<?, ?>));
      if (hasValues || completed.isEmpty()) {
        text.append("\n[").append(header).append("]\n");
      }
      completed.forEach(
          (name, value) -> appendValue(header, name.toString(), value, given.containsKey(name)));
      completed.forEach(
          (name, value) -> appendTable(header, name.toString(), value, given.get(name)));
    }

    private void appendValue(String header, String name, Object value, boolean given) {
      if (!(value instanceof Map<?, ?>)) {
        String spelled = Place.spell(name);
        boolean secret = view.isSecret(Place.join(header, name));
        String literal = secret ? TextType.quote(Secret.MASK) : Plain.literal(value);
        text.append(given ? assignment(spelled, literal) : byDefault(spelled, literal))
            .append('\n');
      }
    }

    private void appendTable(String header, String name, Object value, @Nullable Object given) {
      if (value instanceof Map<?, ?> completed) {
        append(
            Place.join(header, name), given instanceof Map<?, ?> own ? own : Map.of(), completed);
      }
    }
  }
}
