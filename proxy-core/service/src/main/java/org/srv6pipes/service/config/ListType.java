package org.srv6pipes.service.config;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tomlj.TomlArray;

/** {@code [a, b]}: every element is read, so that every wrong one is reported. */
final class ListType<T> extends ValueType<List<T>> {

  private final ValueType<T> element;
  private final int least;

  ListType(ValueType<T> element, int least) {
    super("list of " + element.name(), "[" + element.example() + "]");
    this.element = element;
    this.least = least;
  }

  @Override
  Optional<List<T>> read(Place place) {
    if (!(place.content() instanceof TomlArray array)) {
      return wrongKind(place);
    }
    if (array.size() < least) {
      place.problem("is empty; for example " + example());
      return Optional.empty();
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      element
          .read(Place.element(place, i, array.get(i), array.inputPositionOf(i)))
          .ifPresent(values::add);
    }
    return values.size() == array.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  @Override
  String literal(List<T> value) {
    return value.stream().map(element::literal).collect(joining(", ", "[", "]"));
  }
}
