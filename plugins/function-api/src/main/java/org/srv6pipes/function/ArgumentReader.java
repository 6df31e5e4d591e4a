package org.srv6pipes.function;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Turns written arguments into bits, reporting everything that is wrong with them. */
final class ArgumentReader {

  private final ParameterLayout layout;
  private final Problems problems;
  private final Set<String> given = new HashSet<>();
  private Parameters result = Parameters.DEFAULTS;
  private boolean namedBegan;

  ArgumentReader(ParameterLayout layout, Problems problems) {
    this.layout = layout;
    this.problems = problems;
  }

  Parameters read(List<Argument> arguments) {
    for (int place = 0; place < arguments.size(); place++) {
      Argument argument = arguments.get(place);
      if (!argument.name().isEmpty()) {
        namedBegan = true;
        named(argument.name(), argument.value());
      } else if (isFlag(argument.value())) {
        namedBegan = true;
        named(argument.value(), "true");
      } else {
        positional(place, argument.value());
      }
    }
    return result;
  }

  private boolean isFlag(String word) {
    return layout.field(word).filter(f -> f.kind() == ParameterField.Kind.FLAG).isPresent();
  }

  private void named(String name, String value) {
    Optional<ParameterField> field = layout.field(name);
    if (field.isEmpty()) {
      List<String> known = layout.fields().stream().map(ParameterField::name).toList();
      problems.report(name, "there is no such parameter", Suggestion.among(known, name));
      return;
    }
    set(field.get(), value);
  }

  private void positional(int place, String value) {
    if (namedBegan) {
      problems.report("", "\"%s\" stands behind a named parameter".formatted(value), "name it too");
    } else if (place >= layout.fields().size()) {
      problems.report(
          "", "\"%s\" is one argument too many".formatted(value), "there are " + expected());
    } else {
      set(layout.fields().get(place), value);
    }
  }

  private void set(ParameterField field, String text) {
    if (!given.add(field.name())) {
      problems.report(field.name(), "it is given twice");
      return;
    }
    field.parse(text, problems).ifPresent(value -> result = field.with(value, result));
  }

  private String expected() {
    return layout.fields().isEmpty() ? "none" : layout.fields().size() + ": " + layout;
  }
}
