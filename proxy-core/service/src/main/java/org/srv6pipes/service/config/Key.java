package org.srv6pipes.service.config;

import java.util.Optional;
import org.tomlj.TomlTable;

/**
 * One declared key of a table: what may stand there, what holds when nothing does, and what it
 * means. Made by {@link Keys}.
 *
 * @param <T> what {@link Values#get} gives for it
 */
public abstract sealed class Key<T>
    permits ValueKey, TableKey, TableListKey, NamedTablesKey, AnyKeys, FreeTableKey {

  private final String name;
  private final String documentation;

  Key(String name, String documentation) {
    this.name = name;
    this.documentation = documentation;
  }

  public final String name() {
    return name;
  }

  final String documentation() {
    return documentation;
  }

  /** The value in this table, or nothing after a problem has been reported. */
  abstract Optional<T> read(Place place, TomlTable table);

  abstract void describe(Listing listing, String path);
}
