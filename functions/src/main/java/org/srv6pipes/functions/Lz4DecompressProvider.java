package org.srv6pipes.functions;

import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;

/** {@code lz4-decompress}: LZ4 frames of any writer. */
public final class Lz4DecompressProvider extends BuiltIn {

  private static final ParameterField BLOCK =
      ParameterField.choice("block", 0, 2, "4m", "1m", "256k", "64k")
          .doc("The largest block that a stream may have, which bounds the memory.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "lz4-decompress",
              0x0013,
              "Decompresses LZ4 frames, of any tool, to at most 255 times their size.")
          .parameters(BLOCK)
          .inverse(Inverse.withDefaults("lz4-compress"));

  /** For the service loader. */
  public Lz4DecompressProvider() {
    super(DESCRIPTOR);
  }

  /** The parameters that suffice for streams with such blocks. */
  static Parameters forBlocks(String size) {
    return BLOCK.with(BLOCK.choices().indexOf(size), Parameters.DEFAULTS);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    return (parameters, unsuitable) -> plan(parameters);
  }

  private static FunctionPlan plan(Parameters parameters) {
    int largestCode = 7 - (int) BLOCK.of(parameters);
    int largest = Lz4Frame.blockMaximum(largestCode);
    return FunctionPlan.of(
        Traits.DEFAULT.memoryPerFlow(2L * largest + Lz4Frame.HISTORY + 512),
        flow -> new Lz4Decompress(largestCode));
  }
}
