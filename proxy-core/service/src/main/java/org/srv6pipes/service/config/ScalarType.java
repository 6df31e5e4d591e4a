package org.srv6pipes.service.config;

import java.util.Optional;
import org.tomlj.TomlArray;
import org.tomlj.TomlTable;

/** Anything that is one value, as the text that a person would call it by. */
final class ScalarType extends ValueType<String> {

  ScalarType() {
    super("text, number, true or false", TextType.quote("some text"));
  }

  @Override
  Optional<String> read(Place place) {
    boolean many = place.content() instanceof TomlArray || place.content() instanceof TomlTable;
    return many ? wrongKind(place) : Optional.of(place.content().toString());
  }

  @Override
  String literal(String value) {
    return TextType.quote(value);
  }
}
