package org.srv6pipes.functions;

import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Setting;

/** What the operator allows a SID to ask for. */
final class Limits {

  private Limits() {}

  static void check(
      ParameterField field,
      Parameters parameters,
      long max,
      Setting<Long> setting,
      Problems problems) {
    long value = field.of(parameters);
    if (value > max) {
      problems.report(
          field.name(),
          "%d is more than the %d that are allowed".formatted(value, max),
          "raise \"%s\" in the configuration".formatted(setting.name()));
    }
  }
}
