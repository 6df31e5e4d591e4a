package org.srv6pipes.service.config;

import java.util.Optional;
import java.util.function.Function;
import org.tomlj.Toml;

/** A value that stands in quotes and means something. */
final class TextType<T> extends ValueType<T> {

  /** Throws an {@link IllegalArgumentException} that says what is wrong. */
  interface Parser<T> {
    T parse(String text, Place place);
  }

  private final Parser<T> parser;
  private final Function<T, String> print;

  TextType(String name, String example, Parser<T> parser, Function<T, String> print) {
    super(name, quote(example));
    this.parser = parser;
    this.print = print;
  }

  @Override
  Optional<T> read(Place place) {
    if (!(place.content() instanceof String text)) {
      return wrongKind(place);
    }
    try {
      return Optional.of(parser.parse(text, place));
    } catch (IllegalArgumentException refused) {
      place.problem(quote(text) + " is not " + article() + name() + ": " + refused.getMessage());
      return Optional.empty();
    }
  }

  @Override
  String literal(T value) {
    return quote(print.apply(value));
  }

  private String article() {
    return "aeiouAEIO".indexOf(name().charAt(0)) >= 0 ? "an " : "a ";
  }

  static String quote(String text) {
    return "\"" + Toml.tomlEscape(text) + "\"";
  }
}
