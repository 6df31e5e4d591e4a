package org.srv6pipes.service.config;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The configuration in force as text, written while a file is read; each table has its plain keys
 * before its tables.
 */
final class Effective {

  /**
   * @param free the whole key when only the role knows whether this is a secret, or empty
   */
  private record Line(String text, String free, String masked) {}

  private final List<Line> lines = new ArrayList<>();

  void section(String header) {
    add((lines.isEmpty() ? "" : "\n") + header);
  }

  void given(String name, String literal) {
    add(name + " = " + literal);
  }

  void standard(String name, String literal) {
    add(name + " = " + literal + "  # default");
  }

  void unset(String name) {
    add("# " + name + " is not set");
  }

  void free(String name, String key, String literal) {
    lines.add(new Line(name + " = " + literal, key, name + " = " + TextType.quote(Secret.MASK)));
  }

  /** The whole text, with these free keys masked. */
  String text(Predicate<String> secret) {
    return lines.stream()
        .map(line -> !line.free.isEmpty() && secret.test(line.free) ? line.masked : line.text)
        .collect(joining("\n", "", "\n"));
  }

  private void add(String text) {
    lines.add(new Line(text, "", ""));
  }
}
