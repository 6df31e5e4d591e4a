package org.srv6pipes.service.config;

import java.util.Optional;

/** {@code true} or {@code false}, without quotes. */
final class BooleanType extends ValueType<Boolean> {

  BooleanType() {
    super("true or false", "true");
  }

  @Override
  Optional<Boolean> read(Place place) {
    return place.content() instanceof Boolean truth ? Optional.of(truth) : wrongKind(place);
  }

  @Override
  String literal(Boolean value) {
    return value.toString();
  }
}
