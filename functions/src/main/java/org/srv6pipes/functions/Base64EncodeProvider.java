package org.srv6pipes.functions;

import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;

/** {@code base64-encode}: RFC 4648, as base64(1) writes it. */
public final class Base64EncodeProvider extends BuiltIn {

  private static final ParameterField WRAP =
      ParameterField.number("wrap", 0, 8)
          .unit("characters")
          .doc("Breaks lines after so many characters; 0 never does.");
  private static final ParameterField PAD_ON_FLUSH =
      ParameterField.flag("pad-on-flush", 8)
          .doc(
              "Pads whenever the sender pauses, so that not even one byte is kept back; base64 -d"
                  + " reads that, stricter readers do not.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of("base64-encode", 0x0032, "Writes bytes as base64 text.")
          .parameters(WRAP, PAD_ON_FLUSH)
          .inverse(Inverse.withDefaults("base64-decode"));

  /** For the service loader. */
  public Base64EncodeProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    Base64Stage.Pool stages = new Base64Stage.Pool();
    return (parameters, unsuitable) -> {
      int wrap = (int) WRAP.of(parameters);
      boolean padOnFlush = PAD_ON_FLUSH.isSet(parameters);
      return FunctionPlan.of(
          Traits.DEFAULT.memoryPerFlow(64), flow -> new Base64Encode(wrap, padOnFlush, stages));
    };
  }
}
