package org.srv6pipes.service.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlTable;

/**
 * {@code [name.NAME]}: tables of one kind under names of the operator's choice, in the order of the
 * file.
 */
final class NamedTablesKey<V> extends Key<Map<String, V>> {

  private final Table<V> table;

  NamedTablesKey(String name, Table<V> table, String documentation) {
    super(name, documentation);
    this.table = table;
  }

  @Override
  Optional<Map<String, V>> read(Place place, TomlTable outer) {
    List<String> path = List.of(name());
    Object content = outer.get(path);
    if (content == null) {
      return Optional.of(Map.of());
    }
    Place group = Place.child(place, name(), content, outer.inputPositionOf(path));
    if (!(content instanceof TomlTable tables)) {
      group.problem("must hold tables; write [" + group.header() + ".NAME] with the keys below it");
      return Optional.empty();
    }
    return all(group, tables);
  }

  private Optional<Map<String, V>> all(Place group, TomlTable tables) {
    Map<String, V> values = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : tables.entrySet()) {
      String name = entry.getKey();
      Place here =
          Place.child(group, name, entry.getValue(), tables.inputPositionOf(List.of(name)));
      here.reading().effective().section("[" + here.header() + "]");
      table.read(here).ifPresent(value -> values.put(name, value));
    }
    return values.size() == tables.size()
        ? Optional.of(Collections.unmodifiableMap(values))
        : Optional.empty();
  }

  @Override
  void describe(Listing listing, String path) {
    String inner = path + name() + ".NAME";
    listing.furtherSection("[" + inner + "]", documentation(), table, inner + ".");
  }
}
