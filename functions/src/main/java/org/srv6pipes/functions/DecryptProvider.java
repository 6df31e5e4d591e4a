package org.srv6pipes.functions;

import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;
import org.srv6pipes.function.Work;

/** {@code decrypt}: what {@code encrypt} made, or a reset. */
public final class DecryptProvider extends BuiltIn {

  private static final ParameterField KEY =
      ParameterField.number("key", 0, 16)
          .doc("The number of the only key that a stream may use; 0 allows all in the key file.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "decrypt",
              0x0021,
              "Decrypts what encrypt made; what was altered, reordered or cut short ends the"
                  + " connection.")
          .parameters(KEY)
          .settings(KeyFile.PATH)
          .inverse(Inverse.withSameParameters("encrypt"))
          .failingClosed();

  /** For the service loader. */
  public DecryptProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    KeyFile keys = KeyFile.read(section, problems);
    RecordBuffers buffers = new RecordBuffers();
    Traits traits =
        Traits.DEFAULT
            .work(Work.LIGHT)
            .outputRoom(EncryptedFormat.MAX_PLAIN)
            .memoryPerFlow(Decrypt.MEMORY);
    return (parameters, unsuitable) -> {
      int only = (int) KEY.of(parameters);
      return keys.check(only, KEY.name(), unsuitable)
          ? FunctionPlan.of(traits, flow -> new Decrypt(keys, only, flow.direction(), buffers))
          : FunctionPlan.refused();
    };
  }
}
