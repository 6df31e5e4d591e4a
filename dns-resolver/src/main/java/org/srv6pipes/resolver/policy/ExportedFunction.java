package org.srv6pipes.resolver.policy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.ParameterLayout;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.service.Json;

/**
 * A function as a proxy exports it with {@code functions --json}.
 *
 * @param number as SIDs of that proxy have it
 * @param inverse the name of what undoes it
 * @param inverseParameters what that one's parameters are
 * @param inverseOfDefaults what they are where this function has its defaults
 */
record ExportedFunction(
    String name,
    int number,
    ParameterLayout parameters,
    Optional<String> inverse,
    InverseParameters inverseParameters,
    Parameters inverseOfDefaults) {

  /** How the parameters of an inverse follow from those of the function. */
  enum InverseParameters {
    SAME,
    DEFAULTS,
    /** Only the proxy itself knows, but for the defaults. */
    OTHER
  }

  /**
   * Reads a whole export.
   *
   * @return the functions by name
   * @throws IllegalArgumentException that says what is wrong
   */
  static Map<String, ExportedFunction> parseAll(String json) {
    Map<String, ExportedFunction> functions = new LinkedHashMap<>();
    for (Map<?, ?> one : tables(Json.parse(json))) {
      ExportedFunction function = of(one);
      functions.put(function.name, function);
    }
    return functions;
  }

  private static ExportedFunction of(Map<?, ?> json) {
    List<ParameterField> fields = new ArrayList<>();
    for (Map<?, ?> field : tables(member(json, "parameters", List.class))) {
      fields.add(field(field));
    }
    return new ExportedFunction(
        member(json, "name", String.class),
        member(json, "number", Long.class).intValue(),
        new ParameterLayout(fields),
        Optional.ofNullable((String) json.get("inverse")),
        json.containsKey("inverseParameters")
            ? InverseParameters.valueOf(upper(member(json, "inverseParameters", String.class)))
            : InverseParameters.DEFAULTS,
        new Parameters(json.get("inverseOfDefaults") instanceof Long bits ? bits.intValue() : 0));
  }

  private static ParameterField field(Map<?, ?> json) {
    List<String> choices = new ArrayList<>();
    for (Object word : member(json, "choices", List.class)) {
      choices.add(String.valueOf(word));
    }
    return new ParameterField(
        member(json, "name", String.class),
        member(json, "lowBit", Long.class).intValue(),
        member(json, "width", Long.class).intValue(),
        ParameterField.Kind.valueOf(upper(member(json, "kind", String.class))),
        member(json, "min", Long.class),
        member(json, "max", Long.class),
        member(json, "standard", Long.class),
        choices,
        "",
        "");
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  private static List<Map<?, ?>> tables(Object json) {
    if (!(json instanceof List<?> list)) {
      throw new IllegalArgumentException("an array of functions is wanted");
    }
    List<Map<?, ?>> tables = new ArrayList<>();
    for (Object element : list) {
      if (!(element instanceof Map<?, ?> table)) {
        throw new IllegalArgumentException("an array of objects is wanted");
      }
      tables.add(table);
    }
    return tables;
  }

  private static <T> T member(Map<?, ?> json, String name, Class<T> type) {
    Object value = json.get(name);
    if (!type.isInstance(value)) {
      throw new IllegalArgumentException(
          "\"%s\" is missing in %s; export it anew with srv6pipes functions --json"
              .formatted(name, json.get("name")));
    }
    return type.cast(value);
  }
}
