package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;

/** {@code identity}: what comes in goes out. */
public final class IdentityProvider extends BuiltIn {

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of("identity", 0x0001, "Passes every byte on as it is.")
          .inverse(Inverse.withDefaults("identity"))
          .keepingBytes();

  static final FunctionPlan PLAN =
      FunctionPlan.of(Traits.DEFAULT.effect(Effect.NONE).inPlace(), flow -> new Identity());

  /** For the service loader. */
  public IdentityProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    return (parameters, unsuitable) -> PLAN;
  }

  private static final class Identity extends SameLength {
    @Override
    void convert(ByteBuffer in, int from, ByteBuffer out, int to, int length) {
      out.put(to, in, from, length);
    }
  }
}
