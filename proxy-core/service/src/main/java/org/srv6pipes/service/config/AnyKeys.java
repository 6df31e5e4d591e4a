package org.srv6pipes.service.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tomlj.TomlTable;

/** Every key of a table: names are the operator's, values are of one type. */
final class AnyKeys<V> extends Key<Map<String, V>> {

  private final ValueType<V> type;

  AnyKeys(ValueType<V> type, String documentation) {
    super("NAME", documentation);
    this.type = type;
  }

  @Override
  Optional<Map<String, V>> read(Place place, TomlTable table) {
    Map<String, V> values = new LinkedHashMap<>();
    boolean whole = true;
    for (Map.Entry<String, Object> entry : table.entrySet()) {
      String name = entry.getKey();
      Place here = Place.child(place, name, entry.getValue(), table.inputPositionOf(List.of(name)));
      Optional<V> value = type.read(here);
      value.ifPresent(given -> put(values, name, given, here));
      whole &= value.isPresent();
    }
    return whole ? Optional.of(Collections.unmodifiableMap(values)) : Optional.empty();
  }

  private void put(Map<String, V> values, String name, V given, Place here) {
    values.put(name, given);
    here.reading().effective().given(Place.spell(name), type.literal(given));
  }

  @Override
  void describe(Listing listing, String path) {
    listing.key(
        new Listing.Entry(
            "NAME", type.name(), Optional.empty(), "none", type.example(), documentation()));
  }
}
