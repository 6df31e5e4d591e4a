package org.srv6pipes.dist.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.Setting;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.service.config.FreeTableView;

/**
 * The table {@code [functions]} of a proxy's configuration, as the functions themselves declare it.
 */
final class FunctionSettings implements FreeTableView {

  private static final String NUMBER = "number";

  private final FunctionTable functions;

  FunctionSettings(FunctionTable functions) {
    this.functions = functions;
  }

  @Override
  public Map<String, Object> completed(Map<String, Object> given) {
    Map<String, Object> all = new LinkedHashMap<>();
    for (FunctionTable.Entry entry : functions.entries()) {
      all.put(entry.name(), completed(entry.function().descriptor(), tableIn(given, entry.name())));
    }
    return all;
  }

  private static Map<String, Object> completed(FunctionDescriptor function, Map<?, ?> given) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put(NUMBER, given.containsKey(NUMBER) ? given.get(NUMBER) : (long) function.number());
    whole.putAll(completed(function.settings(), given));
    return whole;
  }

  private static Map<String, Object> completed(List<Setting<?>> settings, Map<?, ?> given) {
    Map<String, Object> whole = new LinkedHashMap<>();
    for (Setting<?> setting : settings) {
      value(setting, given).ifPresent(value -> whole.put(setting.name(), value));
    }
    return whole;
  }

  private static Optional<Object> value(Setting<?> setting, Map<?, ?> given) {
    if (!setting.inner().isEmpty()) {
      Map<String, Object> tables = new LinkedHashMap<>();
      Map<?, ?> givenTables = tableIn(given, setting.name());
      givenTables.forEach(
          (name, _) ->
              tables.put(name.toString(), completed(setting.inner(), tableIn(givenTables, name))));
      return tables.isEmpty() ? Optional.empty() : Optional.of(tables);
    }
    Object written = given.get(setting.name());
    return written != null ? Optional.of(written) : standard(setting);
  }

  /** As a file would have it: what carries a unit is text. */
  private static Optional<Object> standard(Setting<?> setting) {
    Object standard = setting.standard();
    if (standard instanceof List<?> || standard.toString().equals(setting.standardText())) {
      return Optional.of(standard);
    }
    return Optional.of(setting.standardText()).filter(text -> !text.isEmpty()).map(text -> text);
  }

  private static Map<?, ?> tableIn(Map<?, ?> outer, Object name) {
    return outer.get(name) instanceof Map<?, ?> table ? table : Map.of();
  }

  /** What nobody declares may be a secret in the wrong place. */
  @Override
  public boolean isSecret(String key) {
    List<String> path = List.of(key.split("\\."));
    if (path.size() < 3) {
      return true;
    }
    List<String> inFunction = path.subList(2, path.size());
    return !inFunction.equals(List.of(NUMBER))
        && functions
            .byName(path.get(1))
            .map(entry -> isSecret(inFunction, entry.function().descriptor().settings()))
            .orElse(true);
  }

  /**
   * Below a setting that holds tables stands the operator's own name, then a setting of such a
   * table.
   */
  private static boolean isSecret(List<String> path, List<Setting<?>> settings) {
    return settings.stream()
        .filter(setting -> setting.name().equals(path.getFirst()))
        .findFirst()
        .map(setting -> setting.isSecret() || (path.size() > 1 && isSecretBelow(path, setting)))
        .orElse(true);
  }

  private static boolean isSecretBelow(List<String> path, Setting<?> tables) {
    return path.size() < 3 || isSecret(path.subList(2, path.size()), tables.inner());
  }
}
