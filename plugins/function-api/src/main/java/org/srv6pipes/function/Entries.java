package org.srv6pipes.function;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What does not fit into 32 bits (a text, a command) stands in the configuration under a number,
 * and the SID carries the number:
 *
 * <pre>{@code
 * static final ParameterField RULE = ParameterField.number("rule", 0, 16);
 * static final Setting<SortedMap<String, ConfigSection>> RULES =
 *     Setting.tables("rules", "What to replace by what.", FIND, WITH);
 * static final Entries ENTRIES = new Entries(RULE, RULES);
 * }</pre>
 *
 * @param number the parameter that carries the number
 * @param tables the setting whose tables have numbers as keys
 */
public record Entries(ParameterField number, Setting<SortedMap<String, ConfigSection>> tables) {

  /**
   * An entry that was written out where a number is expected, as in {@code replace(RvZ3, NhdH)}.
   *
   * @param values the entry as a configuration file would have it
   * @param rest the arguments that are not part of it
   */
  public record Literal(Map<String, Object> values, List<Argument> rest) {}

  /**
   * The entries of a section by their numbers.
   *
   * @param section the function's section
   * @param problems where to report keys that are no numbers, or out of the parameter's range
   * @return the entries
   */
  public SortedMap<Long, ConfigSection> read(ConfigSection section, Problems problems) {
    SortedMap<Long, ConfigSection> entries = new TreeMap<>();
    section
        .get(tables)
        .forEach(
            (key, entry) ->
                Quantity.number(key)
                    .filter(value -> value >= number.min() && value <= number.max())
                    .ifPresentOrElse(
                        value -> entries.put(value, entry),
                        () ->
                            problems.report(
                                tables.name() + "." + key,
                                "the key is not " + number.range(),
                                "number the " + tables.name())));
    return entries;
  }

  /**
   * Picks the entry that parameters name.
   *
   * @param <T> what the function made of an entry
   * @param entries what it made of them, by number
   * @param parameters the parameters
   * @param problems where to report that there is no such entry
   * @return the entry
   */
  public <T> Optional<T> pick(Map<Long, T> entries, Parameters parameters, Problems problems) {
    Optional<T> entry = Optional.ofNullable(entries.get(number.of(parameters)));
    if (entry.isEmpty()) {
      problems.report(
          number.name(),
          "there is no %d under \"%s\" in the configuration"
              .formatted(number.of(parameters), tables.name()),
          entries.isEmpty() ? "there is none at all" : "there are " + entries.keySet());
    }
    return entry;
  }

  /**
   * Takes arguments as an entry if they spell one out: if one of them names a key of an entry, or
   * the first has no name and is no number. Unnamed ones fill the keys in order; a key that takes a
   * list takes all that follow.
   *
   * @param arguments what was written between the brackets
   * @return the entry and the other arguments; empty if the arguments are plain parameters
   */
  public Optional<Literal> literal(List<Argument> arguments) {
    boolean named = arguments.stream().anyMatch(argument -> inner(argument.name()).isPresent());
    boolean text =
        !arguments.isEmpty()
            && arguments.get(0).name().isEmpty()
            && Quantity.number(arguments.get(0).value()).isEmpty();
    return named || text ? Optional.of(read(arguments)) : Optional.empty();
  }

  private Literal read(List<Argument> arguments) {
    Map<String, Object> values = new HashMap<>();
    List<Argument> rest = new ArrayList<>();
    Iterator<Argument> left = arguments.iterator();
    Iterator<Setting<?>> keys = tables.inner().iterator();
    while (left.hasNext()) {
      Argument argument = left.next();
      if (!argument.name().isEmpty()) {
        inner(argument.name())
            .ifPresentOrElse(
                key -> values.put(key.name(), key.rawOf(argument.value())),
                () -> rest.add(argument));
      } else if (keys.hasNext()) {
        Setting<?> key = keys.next();
        values.put(
            key.name(), key.isList() ? remaining(argument, left) : key.rawOf(argument.value()));
      } else {
        rest.add(argument);
      }
    }
    return new Literal(values, rest);
  }

  private static List<String> remaining(Argument first, Iterator<Argument> others) {
    List<String> texts = new ArrayList<>(List.of(first.value()));
    others.forEachRemaining(argument -> texts.add(argument.toString()));
    return texts;
  }

  private Optional<Setting<?>> inner(String name) {
    return tables.inner().stream().filter(key -> key.name().equals(name)).findFirst();
  }
}
