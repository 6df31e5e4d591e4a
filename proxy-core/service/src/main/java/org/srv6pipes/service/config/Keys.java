package org.srv6pipes.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Declares the keys of one table, one line each. {@link ConfigSchema} shows it in use.
 *
 * <p>The documentation of a key is a sentence or two in Markdown; it need not repeat the type, the
 * unit or the default, which the reference page takes from the declaration.
 */
public final class Keys {

  private final List<Key<?>> keys = new ArrayList<>();

  /** A key that every file must have. */
  public <T> Key<T> required(String name, ValueType<T> type, String documentation) {
    return add(ValueKey.required(name, type, documentation));
  }

  /** A key with a default. */
  public <T> Key<T> key(String name, ValueType<T> type, T standard, String documentation) {
    return add(ValueKey.withDefault(name, type, standard, documentation));
  }

  /** A key whose absence means something that is not a value: say what in the documentation. */
  public <T> Key<Optional<T>> optional(String name, ValueType<T> type, String documentation) {
    return add(ValueKey.optional(name, type, documentation));
  }

  /** {@code [name]}; when the file leaves it out its keys have their defaults. */
  public <T> Key<T> table(String name, Table<T> table, String documentation) {
    return add(TableKey.always(name, table, documentation));
  }

  /** {@code [name]}, or nothing. */
  public <T> Key<Optional<T>> optionalTable(String name, Table<T> table, String documentation) {
    return add(TableKey.optional(name, table, documentation));
  }

  /** {@code [[name]]}, any number of times. */
  public <T> Key<List<T>> tables(String name, Table<T> table, String documentation) {
    return add(new TableListKey<>(name, table, documentation));
  }

  /** {@code [name.NAME]}, any number of times, by NAME in the order of the file. */
  public <T> Key<Map<String, T>> namedTables(String name, Table<T> table, String documentation) {
    return add(new NamedTablesKey<>(name, table, documentation));
  }

  /** {@code [name]} with keys of the operator's choice, all of one type. */
  public <T> Key<Map<String, T>> map(String name, ValueType<T> type, String documentation) {
    Keys inner = new Keys();
    Key<Map<String, T>> others = inner.add(new AnyKeys<>(type, documentation));
    return table(name, inner.readAs(values -> values.get(others)), "");
  }

  /**
   * {@code [name]} and all below it as it stands: texts, {@code Long}, {@code Boolean}, lists and
   * maps. For sections whose keys somebody else knows, who reports with {@link Config#problem} and
   * says what is secret to {@link Config#effective(FreeTableView)}.
   */
  public Key<Map<String, Object>> freeTable(String name, String documentation) {
    return add(new FreeTableKey(name, documentation));
  }

  /**
   * The table with all keys declared so far.
   *
   * @param reader makes the role's record when every key is right; what it refuses by {@link
   *     Values#check} or by an {@link IllegalArgumentException} (from a record's constructor) is a
   *     problem of the file
   */
  public <T> Table<T> readAs(Function<Values, T> reader) {
    return new Table<>(keys, reader);
  }

  private <K extends Key<?>> K add(K key) {
    if (keys.stream().anyMatch(known -> known.name().equals(key.name()))) {
      throw new IllegalStateException("the key " + key.name() + " is declared twice");
    }
    keys.add(key);
    return key;
  }
}
