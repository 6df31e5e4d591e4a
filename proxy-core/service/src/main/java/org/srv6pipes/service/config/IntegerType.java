package org.srv6pipes.service.config;

import java.util.Optional;

/** A whole number within bounds; TOML also has it as {@code 0xAAAA}. */
final class IntegerType extends ValueType<Integer> {

  private final int min;
  private final int max;

  IntegerType(int min, int max) {
    super("whole number from " + min + " to " + max, Integer.toString(min));
    this.min = min;
    this.max = max;
  }

  @Override
  Optional<Integer> read(Place place) {
    if (!(place.content() instanceof Long number)) {
      return wrongKind(place);
    }
    if (number < min || number > max) {
      place.problem(number + " is not a " + name());
      return Optional.empty();
    }
    return Optional.of(number.intValue());
  }

  @Override
  String literal(Integer value) {
    return value.toString();
  }
}
