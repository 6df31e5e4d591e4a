package org.srv6pipes.service.config;

import java.nio.file.Path;
import java.util.List;
import org.tomlj.Toml;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * A place in a file: the key, what stands there, and where complaints about it go.
 *
 * @param key the whole path, with the index of a list's element; empty for the file itself
 * @param header the whole path as a table header spells it, without indexes
 */
record Place(Reading reading, String key, String header, int line, Object content) {

  private static final TomlTable NOTHING = Toml.parse("");

  static Place root(Reading reading, TomlTable content) {
    return new Place(reading, "", "", 1, content);
  }

  static Place child(Place table, String name, Object content, TomlPosition position) {
    return table.at(join(table.key, name), join(table.header, name), content, position.line());
  }

  /**
   * A key to speak of whose content is not known here: where the file leaves it out, the place is
   * that of its table.
   */
  static Place named(Place table, String name) {
    String key = join(table.key, name);
    return new Place(
        table.reading, key, join(table.header, name), table.reading.lineOf(key), NOTHING);
  }

  /** The element of a list, counted from 0 here and from 1 for people. */
  static Place element(Place list, int index, Object content, TomlPosition position) {
    return list.at(list.key + "[" + (index + 1) + "]", list.header, content, position.line());
  }

  void problem(String message) {
    reading.problem(line, key, message);
  }

  /** What a path in this file is relative to. */
  Path folder() {
    Path parent = reading.file().toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  private Place at(String newKey, String newHeader, Object newContent, int newLine) {
    reading.stands(newKey, newLine);
    return new Place(reading, newKey, newHeader, newLine, newContent);
  }

  /** A path with one more name. */
  static String join(String path, String name) {
    return path.isEmpty() ? spell(name) : path + "." + spell(name);
  }

  /** A name as a key, in quotes where it needs them. */
  static String spell(String name) {
    return Toml.canonicalDottedKey(Toml.joinKeyPath(List.of(name)));
  }
}
