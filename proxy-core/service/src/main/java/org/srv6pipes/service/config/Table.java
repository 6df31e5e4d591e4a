package org.srv6pipes.service.config;

import static java.util.stream.Collectors.toMap;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.tomlj.TomlTable;

/**
 * The keys of one table and what the role makes of them. Made by {@link Keys#readAs}.
 *
 * @param <T> the role's record
 */
public final class Table<T> {

  private final List<Key<?>> keys;
  private final Function<Values, T> reader;

  Table(List<Key<?>> keys, Function<Values, T> reader) {
    this.keys = keys.stream().sorted(Comparator.comparing(Table::isTable)).toList();
    this.reader = reader;
  }

  /** Plain keys stand before tables, in a file and in all that is printed. */
  private static boolean isTable(Key<?> key) {
    return !(key instanceof ValueKey<?, ?> || key instanceof AnyKeys<?>);
  }

  Optional<T> read(Place place) {
    if (!(place.content() instanceof TomlTable table)) {
      place.problem("must be a table; write [" + place.header() + "] with its keys below");
      return Optional.empty();
    }
    boolean known = reportUnknownKeys(place, table);
    Values values = new Values(place);
    boolean whole = true;
    for (Key<?> key : keys) {
      whole &= readKey(key, values, place, table);
    }
    return whole && known ? interpret(values, place) : Optional.empty();
  }

  private static <K> boolean readKey(Key<K> key, Values values, Place place, TomlTable table) {
    Optional<K> value = key.read(place, table);
    value.ifPresent(present -> values.put(key, present));
    return value.isPresent();
  }

  private Optional<T> interpret(Values values, Place place) {
    try {
      T value = reader.apply(values);
      return values.accepted() ? Optional.of(value) : Optional.empty();
    } catch (IllegalArgumentException refused) {
      place.problem(String.valueOf(refused.getMessage()));
      return Optional.empty();
    }
  }

  private boolean reportUnknownKeys(Place place, TomlTable table) {
    if (keys.stream().anyMatch(AnyKeys.class::isInstance)) {
      return true;
    }
    List<String> unknown = table.keySet().stream().filter(name -> !names().contains(name)).toList();
    for (String name : unknown) {
      Place.child(place, name, "", table.inputPositionOf(List.of(name)))
          .problem(strange(name, place));
    }
    return unknown.isEmpty();
  }

  private String strange(String name, Place place) {
    String here =
        place.header().isEmpty()
            ? "is not a key of this file"
            : "is not a key of [" + place.header() + "]";
    return here
        + Stream.of(DidYouMean.hint(name, names()), place.reading().root().whereElse(name, ""))
            .filter(advice -> !advice.isEmpty())
            .findFirst()
            .orElse("; its keys are " + String.join(", ", names()));
  }

  /**
   * A key that stands in the wrong table is a common slip: after a header, nothing belongs to the
   * top any more.
   */
  private String whereElse(String name, String header) {
    if (names().contains(name)) {
      return header.isEmpty()
          ? "; it belongs above the first [table]"
          : "; it belongs in [" + header + "]";
    }
    return tables().entrySet().stream()
        .map(
            inner ->
                inner
                    .getValue()
                    .whereElse(
                        name, header.isEmpty() ? inner.getKey() : header + "." + inner.getKey()))
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse("");
  }

  private List<String> names() {
    return keys.stream().map(Key::name).toList();
  }

  private Map<String, Table<?>> tables() {
    return keys.stream()
        .filter(TableKey.class::isInstance)
        .map(key -> (TableKey<?, ?>) key)
        .collect(toMap(Key::name, TableKey::table));
  }

  void describe(Listing listing, String path) {
    keys.forEach(key -> key.describe(listing, path));
  }
}
