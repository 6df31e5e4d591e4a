package org.srv6pipes.service.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** {@code [[name]]}, as often as there are things to list. */
final class TableListKey<V> extends Key<List<V>> {

  private final Table<V> table;

  TableListKey(String name, Table<V> table, String documentation) {
    super(name, documentation);
    this.table = table;
  }

  @Override
  Optional<List<V>> read(Place place, TomlTable outer) {
    List<String> path = List.of(name());
    Object content = outer.get(path);
    if (content == null) {
      return Optional.of(List.of());
    }
    Place list = Place.child(place, name(), content, outer.inputPositionOf(path));
    if (!(content instanceof TomlArray array)) {
      list.problem("must be a list of tables; write [[" + list.header() + "]] above each");
      return Optional.empty();
    }
    return all(list, array);
  }

  private Optional<List<V>> all(Place list, TomlArray array) {
    List<V> values = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      list.reading().effective().section("[[" + list.header() + "]]");
      table
          .read(Place.element(list, i, array.get(i), array.inputPositionOf(i)))
          .ifPresent(values::add);
    }
    return values.size() == array.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  @Override
  void describe(Listing listing, String path) {
    listing.furtherSection(
        "[[" + path + name() + "]]", documentation(), table, path + name() + ".");
  }
}
