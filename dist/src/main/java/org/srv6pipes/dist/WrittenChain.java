package org.srv6pipes.dist;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.srv6pipes.function.Argument;
import org.srv6pipes.function.Entries;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.LoadedFunction;
import org.srv6pipes.proxy.chain.NamedChain;
import org.srv6pipes.wire.ChainStep;
import org.srv6pipes.wire.ChainText;

/**
 * A chain as a person wrote it, made ready to run: each step's parameters in 32 bits, and what does
 * not fit there (the text of a {@code replace}) as numbered entries of a configuration.
 *
 * @param steps in order
 * @param settings the functions' sections, by function, with those entries
 */
public record WrittenChain(List<Step> steps, Map<String, Map<String, Object>> settings) {

  /**
   * One function with its parameters.
   *
   * @param written as its author wrote it
   */
  public record Step(FunctionDescriptor function, Parameters parameters, ChainStep written) {

    @Override
    public String toString() {
      return written.toString();
    }
  }

  /**
   * @throws IllegalArgumentException if a function is not there or its arguments do not parse; the
   *     message says which, and what would do
   */
  public static WrittenChain read(ChainText text, FunctionCatalog catalog) {
    return read(text, catalog, Map.of());
  }

  /**
   * The same next to settings that are there already: entries take numbers that are free.
   *
   * @throws IllegalArgumentException as above
   */
  public static WrittenChain read(
      ChainText text, FunctionCatalog catalog, Map<String, Map<String, Object>> given) {
    List<Step> steps = new ArrayList<>();
    Map<String, Map<String, Object>> settings = new TreeMap<>(given);
    for (ChainStep step : text.steps()) {
      FunctionDescriptor function = find(step.name(), catalog);
      List<Argument> arguments = withoutLiteral(function, arguments(step), settings);
      Problems problems = new Problems();
      Parameters parameters = function.parameters().encode(arguments, problems);
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(step + ": " + problems);
      }
      steps.add(new Step(function, parameters, step));
    }
    return new WrittenChain(steps, settings);
  }

  /** The same chain with another setting of a function. */
  WrittenChain with(String function, String key, Object value) {
    Map<String, Map<String, Object>> more = new TreeMap<>(settings);
    Map<String, Object> section = new LinkedHashMap<>(more.getOrDefault(function, Map.of()));
    section.put(key, value);
    more.put(function, section);
    return new WrittenChain(steps, more);
  }

  private static FunctionDescriptor find(String name, FunctionCatalog catalog) {
    return catalog
        .byName(name)
        .map(LoadedFunction::descriptor)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no function \""
                        + name
                        + "\"; there are "
                        + catalog.functions().stream()
                            .map(LoadedFunction::name)
                            .collect(Collectors.joining(", "))));
  }

  private static List<Argument> arguments(ChainStep step) {
    return step.arguments().stream()
        .map(
            written ->
                switch (written) {
                  case ChainStep.Argument.Positional it -> Argument.positional(it.value());
                  case ChainStep.Argument.Named it -> new Argument(it.name(), it.value());
                })
        .toList();
  }

  /** Puts an entry that was written out into the settings, and its number into the arguments. */
  private static List<Argument> withoutLiteral(
      FunctionDescriptor function,
      List<Argument> arguments,
      Map<String, Map<String, Object>> settings) {
    Optional<Entries> entries = function.entries();
    Optional<Entries.Literal> literal = entries.flatMap(it -> it.literal(arguments));
    if (literal.isEmpty()) {
      return arguments;
    }
    String name = entries.orElseThrow().tables().name();
    Map<String, Object> section =
        new LinkedHashMap<>(settings.getOrDefault(function.name(), Map.of()));
    Map<Object, Object> tables = tableIn(section, name);
    String number = free(tables);
    tables.put(number, literal.get().values());
    section.put(name, tables);
    settings.put(function.name(), section);
    List<Argument> rest = new ArrayList<>(literal.get().rest());
    rest.add(new Argument(entries.orElseThrow().number().name(), number));
    return rest;
  }

  private static Map<Object, Object> tableIn(Map<String, Object> section, String name) {
    return section.get(name) instanceof Map<?, ?> table
        ? new LinkedHashMap<>(table)
        : new LinkedHashMap<>();
  }

  private static String free(Map<Object, Object> tables) {
    int number = 1;
    while (tables.containsKey(String.valueOf(number))) {
      number++;
    }
    return String.valueOf(number);
  }

  /** Whether something undoes one of the functions. */
  boolean hasInverses() {
    return steps.stream().anyMatch(step -> step.function().inverse().isPresent());
  }

  /** As one of the chains of a configuration. */
  public NamedChain named(String name, int number, String inverse) {
    List<NamedChain.Step> planned =
        steps.stream()
            .map(step -> new NamedChain.Step(step.function().name(), step.parameters()))
            .toList();
    return new NamedChain(name, number, planned, inverse, toString());
  }

  @Override
  public String toString() {
    return steps.stream().map(Step::toString).collect(Collectors.joining(" | "));
  }

  /** The settings as the lines of a configuration file. */
  public List<String> configuration() {
    List<String> lines = new ArrayList<>();
    settings.forEach((function, section) -> write("functions." + function, section, lines));
    return lines;
  }

  private static void write(String path, Map<?, ?> table, List<String> lines) {
    lines.add("[" + path + "]");
    table.forEach(
        (key, value) -> {
          if (!(value instanceof Map<?, ?>)) {
            lines.add(key + " = " + literal(value));
          }
        });
    table.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> inner) {
            write(path + "." + key, inner, lines);
          }
        });
  }

  private static String literal(Object value) {
    return switch (value) {
      case String text -> quoted(text);
      case List<?> list ->
          list.stream().map(WrittenChain::literal).collect(Collectors.joining(", ", "[", "]"));
      default -> String.valueOf(value);
    };
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }
}
