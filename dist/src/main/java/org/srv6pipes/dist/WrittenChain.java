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
import org.srv6pipes.wire.ChainStep;
import org.srv6pipes.wire.ChainText;

/**
 * A chain as a person wrote it, made ready to run: each step's parameters in 32 bits, and what does
 * not fit there (the text of a {@code replace}) as numbered entries of a configuration.
 *
 * @param steps in order
 * @param settings the functions' sections that hold the entries, by function
 */
public record WrittenChain(List<Step> steps, Map<String, Map<String, Object>> settings) {

  /** One function with its parameters. */
  public record Step(FunctionDescriptor function, Parameters parameters) {

    /** As it would be written, with the parameters that are not defaults. */
    @Override
    public String toString() {
      String arguments =
          function.parameters().decode(parameters).stream()
              .map(Argument::toString)
              .collect(Collectors.joining(", "));
      return arguments.isEmpty() ? function.name() : function.name() + "(" + arguments + ")";
    }
  }

  /**
   * @throws IllegalArgumentException if a function is not there or its arguments do not parse; the
   *     message says which, and what would do
   */
  public static WrittenChain read(ChainText text, FunctionCatalog catalog) {
    List<Step> steps = new ArrayList<>();
    Map<String, Map<String, Object>> settings = new TreeMap<>();
    for (ChainStep step : text.steps()) {
      FunctionDescriptor function = find(step.name(), catalog);
      List<Argument> arguments = withoutLiteral(function, arguments(step), settings);
      Problems problems = new Problems();
      Parameters parameters = function.parameters().encode(arguments, problems);
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(step + ": " + problems);
      }
      steps.add(new Step(function, parameters));
    }
    return new WrittenChain(steps, settings);
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
    Map<String, Object> tables =
        tablesOf(
            settings.computeIfAbsent(function.name(), _ -> new LinkedHashMap<>()),
            entries.orElseThrow().tables().name());
    String number = String.valueOf(tables.size() + 1);
    tables.put(number, literal.get().values());
    List<Argument> rest = new ArrayList<>(literal.get().rest());
    rest.add(new Argument(entries.orElseThrow().number().name(), number));
    return rest;
  }

  @SuppressWarnings("unchecked") // only this class puts maps there
  private static Map<String, Object> tablesOf(Map<String, Object> section, String name) {
    return (Map<String, Object>)
        section.computeIfAbsent(name, _ -> new LinkedHashMap<String, Object>());
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
