package org.srv6pipes.service.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlTable;

/**
 * {@code [name]} and all below it as plain Java values: somebody else knows which keys there are.
 */
final class FreeTableKey extends Key<Map<String, Object>> {

  FreeTableKey(String name, String documentation) {
    super(name, documentation);
  }

  @Override
  Optional<Map<String, Object>> read(Place place, TomlTable outer) {
    List<String> path = List.of(name());
    Object content = outer.get(path);
    if (content == null) {
      return Optional.of(Map.of());
    }
    Place here = Place.child(place, name(), content, outer.inputPositionOf(path));
    if (!(content instanceof TomlTable table)) {
      here.problem("must be a table; write [" + here.header() + "] with its keys below");
      return Optional.empty();
    }
    print(here, table);
    return Optional.of(Plain.map(table));
  }

  /** Values before tables, as TOML wants it. */
  private static void print(Place place, TomlTable table) {
    Effective effective = place.reading().effective();
    effective.section("[" + place.header() + "]");
    List<Place> inner = table.entrySet().stream().map(entry -> at(place, table, entry)).toList();
    inner.stream()
        .filter(here -> !(here.content() instanceof TomlTable))
        .forEach(
            here ->
                effective.free(
                    here.lastName(), here.key(), Plain.literal(Plain.of(here.content()))));
    for (Place here : inner) {
      if (here.content() instanceof TomlTable below) {
        print(here, below);
      }
    }
  }

  private static Place at(Place place, TomlTable table, Map.Entry<String, Object> entry) {
    return Place.child(
        place, entry.getKey(), entry.getValue(), table.inputPositionOf(List.of(entry.getKey())));
  }

  @Override
  void describe(Reference reference, String path) {
    reference.free("[" + path + name() + "]", documentation());
  }
}
