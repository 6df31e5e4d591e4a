package org.srv6pipes.service.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One pass over one file: what was found wrong, where each key stands, and the effective text as it
 * grows.
 */
final class Reading {

  private final Path file;
  private final Table<?> root;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Integer> lines = new HashMap<>();
  private final Effective effective = new Effective();

  Reading(Path file, Table<?> root) {
    this.file = file;
    this.root = root;
  }

  Path file() {
    return file;
  }

  /** The outermost table, where the advice looks for keys that stand in the wrong place. */
  Table<?> root() {
    return root;
  }

  List<Problem> problems() {
    return problems;
  }

  Effective effective() {
    return effective;
  }

  void problem(int line, String key, String message) {
    problems.add(new Problem(file, line, key, message));
  }

  boolean has(String key) {
    return lines.containsKey(key);
  }

  void stands(String key, int line) {
    lines.put(key, line);
  }

  /** The line of the key, or of the innermost table around it that the file has. */
  int lineOf(String key) {
    for (String known = key; ; known = known.substring(0, known.lastIndexOf('.'))) {
      Integer line = lines.get(known);
      if (line != null || known.lastIndexOf('.') < 0) {
        return line == null ? 1 : line;
      }
    }
  }
}
