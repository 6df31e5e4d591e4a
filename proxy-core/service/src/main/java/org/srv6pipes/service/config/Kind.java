package org.srv6pipes.service.config;

import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** How people call what stands in a TOML file. */
final class Kind {

  private Kind() {}

  static String of(Object content) {
    return switch (content) {
      case String text -> "text";
      case Long number -> "a number";
      case Double number -> "a number with a fraction";
      case Boolean truth -> "true or false";
      case TomlArray array -> "a list";
      case TomlTable table -> "a table";
      default -> "a date or time";
    };
  }
}
