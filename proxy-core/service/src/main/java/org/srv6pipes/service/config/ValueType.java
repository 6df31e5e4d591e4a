package org.srv6pipes.service.config;

import java.util.Optional;
import java.util.function.Function;

/**
 * What one value may be: how it is read, how it is printed, and how the reference calls it. The
 * ready ones are in {@link ValueTypes}.
 */
public abstract class ValueType<T> {

  private final String name;
  private final String example;

  /**
   * @param name a noun with its unit or bounds, as the reference shows it
   * @param example a right value, spelled as in a file
   */
  ValueType(String name, String example) {
    this.name = name;
    this.example = example;
  }

  /**
   * A type of the role's own, written as text.
   *
   * @param name a noun such as {@code IPv6 prefix}
   * @param example a right value, without quotes
   * @param parse throws an {@link IllegalArgumentException} that says what is wrong
   * @param print the inverse of parse
   */
  public static <T> ValueType<T> text(
      String name, String example, Function<String, T> parse, Function<T, String> print) {
    return new TextType<>(name, example, (text, place) -> parse.apply(text), print);
  }

  final String name() {
    return name;
  }

  final String example() {
    return example;
  }

  /** The value, or nothing after a problem has been reported. */
  abstract Optional<T> read(Place place);

  /** The value as a file would have it. */
  abstract String literal(T value);

  /** Reports that something of another kind stands here. */
  final Optional<T> wrongKind(Place place) {
    place.problem(
        "is " + Kind.of(place.content()) + "; wanted: " + name + ", for example " + example);
    return Optional.empty();
  }
}
