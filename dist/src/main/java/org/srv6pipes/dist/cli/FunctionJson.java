package org.srv6pipes.dist.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.srv6pipes.dist.cli.KnownFunctions.Known;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.ParameterField;
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
    descriptor.inverse().ifPresent(inverse -> json.put("inverse", inverse.name()));
    json.put("failsClosed", descriptor.failsClosed());
    json.put("origin", function.origin());
    return json;
  }

  private static Map<String, Object> of(ParameterField field) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", field.name());
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
