package org.srv6pipes.function;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A function's section of the configuration, read and checked against its {@link Setting settings}:
 * every declared key has a value, its own or the standard one.
 */
public final class ConfigSection {

  private final Map<Setting<?>, Object> values;

  private ConfigSection(Map<Setting<?>, Object> values) {
    this.values = values;
  }

  /**
   * Reads a section. For hosts and tests.
   *
   * @param raw the section as parsed: texts, {@code Long}, {@code Boolean}, lists and maps
   * @param settings the keys that it may have
   * @param folder what paths are relative to
   * @param problems where to report unknown keys and unsuitable values
   * @return the section; after a problem, with standard values where it was
   */
  public static ConfigSection read(
      Map<?, ?> raw, List<Setting<?>> settings, Path folder, Problems problems) {
    return read(raw, settings, new Setting.Place("", folder, problems));
  }

  /**
   * A section that says nothing: every setting has its standard value.
   *
   * @param settings the keys that it may have
   * @return the section
   */
  public static ConfigSection empty(List<Setting<?>> settings) {
    return read(Map.of(), settings, Path.of(""), new Problems());
  }

  static ConfigSection read(Map<?, ?> raw, List<Setting<?>> settings, Setting.Place place) {
    Map<Setting<?>, Object> values = new HashMap<>();
    for (Setting<?> setting : settings) {
      Object written = raw.get(setting.name());
      Setting.Place below = below(place, setting.name());
      values.put(setting, written == null ? setting.standard() : setting.read(written, below));
    }
    reportUnknown(raw, settings, place);
    return new ConfigSection(values);
  }

  /**
   * The value of a setting.
   *
   * @param setting one that the descriptor (or the setting above) declares
   * @param <T> the type of its values
   * @return its value in the file, or the standard one
   */
  @SuppressWarnings("unchecked") // values are put in only by the setting's own reader
  public <T> T get(Setting<T> setting) {
    Object value = values.get(setting);
    if (value == null) {
      throw new IllegalArgumentException(
          "Setting %s is not declared in the function's descriptor".formatted(setting.name()));
    }
    return (T) value;
  }

  private static void reportUnknown(Map<?, ?> raw, List<Setting<?>> settings, Setting.Place place) {
    List<String> known = settings.stream().map(Setting::name).toList();
    raw.keySet().stream()
        .map(Object::toString)
        .filter(key -> !known.contains(key))
        .forEach(
            key ->
                place
                    .problems()
                    .report(
                        below(place, key).key(),
                        "there is no such setting",
                        Suggestion.among(known, key)));
  }

  private static Setting.Place below(Setting.Place place, String key) {
    String dotted = place.key().isEmpty() ? key : place.key() + "." + key;
    return new Setting.Place(dotted, place.folder(), place.problems());
  }
}
