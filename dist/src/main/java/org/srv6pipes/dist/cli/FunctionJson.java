package org.srv6pipes.dist.cli;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.srv6pipes.dist.cli.KnownFunctions.Known;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Setting;

/**
 * A function as {@code functions --json} exports it; a resolver reads names and numbers from there.
 */
final class FunctionJson {

  private FunctionJson() {}

  static Map<String, Object> of(Known function) {
    FunctionDescriptor descriptor = function.descriptor();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", function.name());
    json.put("number", function.number());
    json.put("summary", descriptor.summary());
    json.put(
        "parameters", descriptor.parameters().fields().stream().map(FunctionJson::of).toList());
    json.put("settings", descriptor.settings().stream().map(FunctionJson::of).toList());
    descriptor.inverse().ifPresent(inverse -> put(inverse, json));
    json.put("failsClosed", descriptor.failsClosed());
    json.put("origin", function.origin());
    return json;
  }

  /** Whoever composes SIDs must know the parameters of an inverse as well as its name. */
  private static void put(Inverse inverse, Map<String, Object> json) {
    json.put("inverse", inverse.name());
    Parameters some = new Parameters(0x01020305);
    Parameters inverted = inverse.parameters().apply(some);
    if (inverted.equals(some)) {
      json.put("inverseParameters", "same");
    } else if (inverted.equals(Parameters.DEFAULTS)) {
      json.put("inverseParameters", "defaults");
    } else {
      json.put("inverseParameters", "other");
      json.put("inverseOfDefaults", inverse.parameters().apply(Parameters.DEFAULTS).bits());
    }
  }

  private static Map<String, Object> of(ParameterField field) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", field.name());
    json.put("lowBit", field.lowBit());
    json.put("width", field.width());
    json.put("kind", field.kind().name().toLowerCase(Locale.ROOT));
    json.put("min", field.min());
    json.put("max", field.max());
    json.put("standard", field.standard());
    json.put("choices", field.choices());
    json.put("range", field.range());
    json.put("default", field.format(field.standard()));
    json.put("doc", field.doc());
    return json;
  }

  private static Map<String, Object> of(Setting<?> setting) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", setting.name());
    json.put("type", setting.type());
    json.put("default", setting.standardText());
    json.put("secret", setting.isSecret());
    json.put("doc", setting.doc());
    json.put("inner", setting.inner().stream().map(FunctionJson::of).toList());
    return json;
  }
}
