package org.srv6pipes.service.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tomlj.TomlTable;

/** {@code [name]}: V is the record of the table, T what the role wants when it may be absent. */
final class TableKey<V, T> extends Key<T> {

  private final Table<V> table;
  private final Function<V, T> wrap;
  private final Optional<T> whenAbsent;

  private TableKey(
      String name,
      Table<V> table,
      Function<V, T> wrap,
      Optional<T> whenAbsent,
      String documentation) {
    super(name, documentation);
    this.table = table;
    this.wrap = wrap;
    this.whenAbsent = whenAbsent;
  }

  static <V> TableKey<V, V> always(String name, Table<V> table, String documentation) {
    return new TableKey<>(name, table, Function.identity(), Optional.empty(), documentation);
  }

  static <V> TableKey<V, Optional<V>> optional(String name, Table<V> table, String documentation) {
    return new TableKey<>(name, table, Optional::of, Optional.of(Optional.empty()), documentation);
  }

  Table<V> table() {
    return table;
  }

  @Override
  Optional<T> read(Place place, TomlTable outer) {
    List<String> path = List.of(name());
    Object content = outer.get(path);
    if (content == null && whenAbsent.isPresent()) {
      return whenAbsent;
    }
    Place here =
        content == null
            ? Place.named(place, name())
            : Place.child(place, name(), content, outer.inputPositionOf(path));
    here.reading().effective().section("[" + here.header() + "]");
    return table.read(here).map(wrap);
  }

  @Override
  void describe(Listing listing, String path) {
    String header = "[" + path + name() + "]";
    String inner = path + name() + ".";
    if (whenAbsent.isPresent()) {
      listing.furtherSection(header, documentation(), table, inner);
    } else {
      listing.section(header, documentation(), table, inner);
    }
  }
}
