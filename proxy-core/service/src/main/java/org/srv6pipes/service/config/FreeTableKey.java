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
      place.reading().effective().free(Place.join(place.header(), name()), Map.of());
      return Optional.of(Map.of());
    }
    Place here = Place.child(place, name(), content, outer.inputPositionOf(path));
    if (!(content instanceof TomlTable table)) {
      here.problem("must be a table; write [" + here.header() + "] with its keys below");
      return Optional.empty();
    }
    stand(here, table);
    Map<String, Object> given = Plain.map(table);
    here.reading().effective().free(here.header(), given);
    return Optional.of(given);
  }

  /** So that a problem below is shown at its line. */
  private static void stand(Place place, TomlTable table) {
    for (Map.Entry<String, Object> entry : table.entrySet()) {
      String name = entry.getKey();
      Place here = Place.child(place, name, entry.getValue(), table.inputPositionOf(List.of(name)));
      if (here.content() instanceof TomlTable below) {
        stand(here, below);
      }
    }
  }

  @Override
  void describe(Listing listing, String path) {
    listing.free("[" + path + name() + "]", documentation());
  }
}
