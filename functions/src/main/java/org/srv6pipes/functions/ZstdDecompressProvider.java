package org.srv6pipes.functions;

import com.github.luben.zstd.ZstdDecompressCtx;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Setting;
import org.srv6pipes.function.Traits;

/** {@code zstd-decompress}: any zstd stream within bounds of memory and expansion. */
public final class ZstdDecompressProvider extends BuiltIn {

  private static final ParameterField WINDOW =
      ParameterField.number("window", 0, 5)
          .range(10, 27)
          .standard(21)
          .unit("bits")
          .doc("The largest window that a stream may have, which bounds the memory.");
  private static final ParameterField RATIO =
      ParameterField.number("ratio", 5, 16)
          .range(1, 65_535)
          .standard(ExpansionLimit.STANDARD)
          .doc("How many times its input the output may be, beyond the first GiB; 65535 is any.");
  private static final Setting<Long> MAX_WINDOW =
      Setting.number("max-window", 10, 27, 23, "The largest window that a SID may allow.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "zstd-decompress", 0x0011, "Decompresses a Zstandard stream, of any tool.")
          .parameters(WINDOW, RATIO)
          .settings(MAX_WINDOW)
          .inverse(Inverse.withDefaults("zstd-compress"));

  private static final long BESIDES_WINDOW = 512 << 10;

  /** For the service loader. */
  public ZstdDecompressProvider() {
    super(DESCRIPTOR);
  }

  /** The parameters that suffice for streams of a window. */
  static Parameters forWindow(long windowLog) {
    return WINDOW.with(windowLog, Parameters.DEFAULTS);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    long maxWindow = section.get(MAX_WINDOW);
    return new Factory(
        maxWindow, new IdleContexts<>(ZstdDecompressProvider::memory, ZstdDecompressCtx::close));
  }

  private record Factory(long maxWindow, IdleContexts<Integer, ZstdDecompressCtx> idle)
      implements IdleContexts.Owner {

    @Override
    public FunctionPlan plan(Parameters parameters, Problems unsuitable) {
      Limits.check(WINDOW, parameters, maxWindow, MAX_WINDOW, unsuitable);
      return ZstdDecompressProvider.plan(parameters, idle);
    }
  }

  private static long memory(int windowLog) {
    return (1L << windowLog) + BESIDES_WINDOW;
  }

  private static FunctionPlan plan(
      Parameters parameters, IdleContexts<Integer, ZstdDecompressCtx> idle) {
    int window = (int) WINDOW.of(parameters);
    long ratio = RATIO.of(parameters);
    Traits traits = Traits.DEFAULT.memoryPerFlow(memory(window));
    return FunctionPlan.of(
        traits,
        flow -> new ZstdDecompress(window, new ExpansionLimit(ratio, ExpansionLimit.FREE), idle));
  }
}
