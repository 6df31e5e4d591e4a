package org.srv6pipes.service.config;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlTable;

/** {@code name = value}: V as the file has it, T as the role wants it. */
final class ValueKey<V, T> extends Key<T> {

  private final ValueType<V> type;
  private final Function<V, T> wrap;
  private final @Nullable V standard;
  private final Optional<T> whenAbsent;

  private ValueKey(
      String name,
      ValueType<V> type,
      Function<V, T> wrap,
      @Nullable V standard,
      Optional<T> whenAbsent,
      String documentation) {
    super(name, documentation);
    this.type = type;
    this.wrap = wrap;
    this.standard = standard;
    this.whenAbsent = whenAbsent;
  }

  static <V> ValueKey<V, V> required(String name, ValueType<V> type, String documentation) {
    return new ValueKey<>(name, type, Function.identity(), null, Optional.empty(), documentation);
  }

  static <V> ValueKey<V, V> withDefault(
      String name, ValueType<V> type, V standard, String documentation) {
    return new ValueKey<>(
        name, type, Function.identity(), standard, Optional.of(standard), documentation);
  }

  static <V> ValueKey<V, Optional<V>> optional(
      String name, ValueType<V> type, String documentation) {
    return new ValueKey<>(
        name, type, Optional::of, null, Optional.of(Optional.empty()), documentation);
  }

  @Override
  Optional<T> read(Place place, TomlTable table) {
    List<String> path = List.of(name());
    Object content = table.get(path);
    if (content == null) {
      return absent(place);
    }
    Optional<V> value = type.read(Place.child(place, name(), content, table.inputPositionOf(path)));
    value.ifPresent(given -> place.reading().effective().given(name(), type.literal(given)));
    return value.map(wrap);
  }

  private Optional<T> absent(Place place) {
    if (whenAbsent.isEmpty()) {
      Place.named(place, name())
          .problem("is missing; for example " + name() + " = " + type.example());
    } else if (standard == null) {
      place.reading().effective().unset(name());
    } else {
      place.reading().effective().standard(name(), type.literal(standard));
    }
    return whenAbsent;
  }

  @Override
  void describe(Listing listing, String path) {
    listing.key(
        new Listing.Entry(
            name(),
            type.name(),
            Optional.ofNullable(standard).map(type::literal),
            whenAbsent.isEmpty() ? "required" : "not set",
            type.example(),
            documentation()));
  }
}
