package org.srv6pipes.function;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One key of a function's configuration section: name, type, standard value and documentation. The
 * host reads the file, checks every key and value against these, and generates documentation from
 * them; the function asks with {@link ConfigSection#get}:
 *
 * <pre>{@code
 * static final Setting<Duration> HOLD = Setting.duration("hold-timeout", Duration.ofMillis(200), "…");
 *
 * Duration hold = section.get(HOLD);
 * }</pre>
 *
 * @param <T> the type of its values
 */
public final class Setting<T> {

  private final String name;
  private final String type;
  private final String standardText;
  private final T standard;
  private final String doc;
  private final boolean secret;
  private final List<Setting<?>> inner;
  private final Reader<T> reader;

  /** From what the file says to a value; empty if it is not of the type. */
  @FunctionalInterface
  interface Reader<T> {
    Optional<T> read(Object raw, Place place);
  }

  /** Where a value stands: its dotted key, the folder of the file, and where problems go. */
  record Place(String key, Path folder, Problems problems) {}

  private Setting(
      String name,
      String type,
      T standard,
      String standardText,
      String doc,
      boolean secret,
      List<Setting<?>> inner,
      Reader<T> reader) {
    this.name = Objects.requireNonNull(name);
    this.type = type;
    this.standard = Objects.requireNonNull(standard);
    this.standardText = standardText;
    this.doc = Objects.requireNonNull(doc);
    this.secret = secret;
    this.inner = inner;
    this.reader = reader;
  }

  private static <T> Setting<T> simple(
      String name, String type, T standard, String standardText, String doc, Reader<T> reader) {
    return new Setting<>(name, type, standard, standardText, doc, false, List.of(), reader);
  }

  /**
   * A text.
   *
   * @param name the key
   * @param standard its value when nothing is said
   * @param doc one sentence
   * @return the setting
   */
  public static Setting<String> text(String name, String standard, String doc) {
    return simple(name, "text", standard, standard, doc, (raw, place) -> cast(String.class, raw));
  }

  /**
   * A list of texts, empty when nothing is said.
   *
   * @param name the key
   * @param doc one sentence
   * @return the setting
   */
  public static Setting<List<String>> texts(String name, String doc) {
    return simple(name, "list of texts", List.of(), "[]", doc, (raw, place) -> textList(raw));
  }

  /**
   * A file or folder; what is not absolute is looked for beside the configuration file. Empty when
   * nothing is said.
   *
   * @param name the key
   * @param doc one sentence
   * @return the setting
   */
  public static Setting<Optional<Path>> path(String name, String doc) {
    return simple(
        name,
        "path",
        Optional.empty(),
        "",
        doc,
        (raw, place) -> cast(String.class, raw).flatMap(text -> path(text, place)));
  }

  /**
   * Yes or no.
   *
   * @param name the key
   * @param standard its value when nothing is said
   * @param doc one sentence
   * @return the setting
   */
  public static Setting<Boolean> flag(String name, boolean standard, String doc) {
    return simple(
        name,
        "true or false",
        standard,
        Boolean.toString(standard),
        doc,
        (raw, place) -> cast(Boolean.class, raw));
  }

  /**
   * A whole number.
   *
   * @param name the key
   * @param min its smallest value
   * @param max its largest value
   * @param standard its value when nothing is said
   * @param doc one sentence
   * @return the setting
   */
  public static Setting<Long> number(String name, long min, long max, long standard, String doc) {
    return simple(
        name,
        "number from %d to %d".formatted(min, max),
        standard,
        Long.toString(standard),
        doc,
        (raw, place) -> cast(Long.class, raw).filter(value -> value >= min && value <= max));
  }

  /**
   * An amount of bytes, written as a number or as a text with a unit ({@code "64KiB"}).
   *
   * @param name the key
   * @param standard its value when nothing is said
   * @param doc one sentence
   * @return the setting
   */
  public static Setting<Long> size(String name, long standard, String doc) {
    return simple(
        name,
        "size such as \"64KiB\"",
        standard,
        Quantity.formatSize(standard),
        doc,
        (raw, place) -> size(raw).filter(value -> value >= 0));
  }

  /**
   * A time, written as a text with a unit ({@code "200ms"}).
   *
   * @param name the key
   * @param standard its value when nothing is said
   * @param doc one sentence
   * @return the setting
   */
  public static Setting<Duration> duration(String name, Duration standard, String doc) {
    return simple(
        name,
        "time such as \"200ms\"",
        standard,
        Quantity.formatDuration(standard),
        doc,
        (raw, place) -> cast(String.class, raw).flatMap(Quantity::duration));
  }

  /**
   * Tables under keys that the operator chooses, as in {@code [functions.exec.commands.1]}. None
   * when nothing is said.
   *
   * @param name the key above them
   * @param doc one sentence
   * @param inner the keys of each table
   * @return the setting; its value has the tables by their keys
   */
  public static Setting<SortedMap<String, ConfigSection>> tables(
      String name, String doc, Setting<?>... inner) {
    List<Setting<?>> keys = List.of(inner);
    return new Setting<>(
        name,
        "table of tables",
        new TreeMap<>(),
        "",
        doc,
        false,
        keys,
        (raw, place) -> tables(raw, keys, place));
  }

  /**
   * With a value that is never shown.
   *
   * @return this setting, masked wherever the configuration is printed
   */
  public Setting<T> secret() {
    return new Setting<>(name, type, standard, standardText, doc, true, inner, reader);
  }

  /**
   * The key.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * What kind of value it takes, for people.
   *
   * @return such as {@code size such as "64KiB"}
   */
  public String type() {
    return type;
  }

  /**
   * The value when nothing is said.
   *
   * @return the standard value
   */
  public T standard() {
    return standard;
  }

  /**
   * The standard value as one writes it.
   *
   * @return the text, empty if there is none
   */
  public String standardText() {
    return standardText;
  }

  /**
   * What it means.
   *
   * @return one sentence
   */
  public String doc() {
    return doc;
  }

  /**
   * Whether the value must not be shown.
   *
   * @return true for secrets
   */
  public boolean isSecret() {
    return secret;
  }

  /**
   * The keys of the tables below it.
   *
   * @return empty except for {@link #tables}
   */
  public List<Setting<?>> inner() {
    return inner;
  }

  /** What a configuration file would have for a value that was written as a plain text. */
  Object rawOf(String text) {
    if (standard instanceof Boolean && (text.equals("true") || text.equals("false"))) {
      return Boolean.valueOf(text);
    }
    return standard instanceof Long ? Quantity.number(text).<Object>map(n -> n).orElse(text) : text;
  }

  boolean isList() {
    return standard instanceof List;
  }

  /** Reads the value; reports a problem and takes the standard one if it is not of the type. */
  T read(Object raw, Place place) {
    Optional<T> value = reader.read(raw, place);
    if (value.isEmpty()) {
      place.problems().report(place.key(), "%s is not a %s".formatted(shown(raw), type));
    }
    return value.orElse(standard);
  }

  private String shown(Object raw) {
    return secret ? "the value" : raw instanceof String ? "\"" + raw + "\"" : raw.toString();
  }

  private static <T> Optional<T> cast(Class<T> type, Object raw) {
    return type.isInstance(raw) ? Optional.of(type.cast(raw)) : Optional.empty();
  }

  private static Optional<List<String>> textList(Object raw) {
    return raw instanceof List<?> list && list.stream().allMatch(String.class::isInstance)
        ? Optional.of(list.stream().map(String.class::cast).toList())
        : Optional.empty();
  }

  private static Optional<Optional<Path>> path(String text, Place place) {
    try {
      return Optional.of(Optional.of(place.folder().resolve(text)));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private static Optional<Long> size(Object raw) {
    return raw instanceof String text ? Quantity.number(text) : cast(Long.class, raw);
  }

  private static Optional<SortedMap<String, ConfigSection>> tables(
      Object raw, List<Setting<?>> keys, Place place) {
    if (!(raw instanceof Map<?, ?> map)) {
      return Optional.empty();
    }
    SortedMap<String, ConfigSection> tables = new TreeMap<>();
    map.forEach(
        (key, value) -> {
          Place below = new Place(place.key() + "." + key, place.folder(), place.problems());
          if (value instanceof Map<?, ?> table) {
            tables.put(key.toString(), ConfigSection.read(table, keys, below));
          } else {
            place.problems().report(below.key(), "it is not a table");
          }
        });
    return Optional.of(tables);
  }
}
