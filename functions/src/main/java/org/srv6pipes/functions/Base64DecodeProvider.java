package org.srv6pipes.functions;

import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;

/** {@code base64-decode}: RFC 4648 with line breaks and with padding anywhere. */
public final class Base64DecodeProvider extends BuiltIn {

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "base64-decode", 0x0033, "Reads base64 text, with or without line breaks.")
          .inverse(Inverse.withDefaults("base64-encode"));

  private static final FunctionPlan PLAN =
      FunctionPlan.of(Traits.DEFAULT.memoryPerFlow(32), flow -> new Base64Decode());

  /** For the service loader. */
  public Base64DecodeProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    return (parameters, unsuitable) -> PLAN;
  }
}
