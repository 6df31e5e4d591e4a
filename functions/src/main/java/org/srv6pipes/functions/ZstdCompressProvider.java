package org.srv6pipes.functions;

import com.github.luben.zstd.ZstdCompressCtx;
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
import org.srv6pipes.function.Work;

/** {@code zstd-compress}: a plain zstd stream that any zstd tool reads. */
public final class ZstdCompressProvider extends BuiltIn {

  private static final ParameterField LEVEL =
      ParameterField.number("level", 0, 5)
          .range(1, 19)
          .standard(3)
          .doc("How hard to try: 1 is quick, 19 is thorough.");
  private static final ParameterField WINDOW =
      ParameterField.number("window", 5, 5)
          .range(10, 23)
          .standard(17)
          .unit("bits")
          .doc("How far back to look for repetitions: 2 to the power of this many bytes.");
  private static final ParameterField CHECKSUM =
      ParameterField.flag("checksum", 10).doc("Adds a checksum to each frame.");
  private static final ParameterField FLUSH =
      ParameterField.choice("flush", 11, 2, "pause", "end")
          .doc(
              "When to let go of incomplete blocks: whenever the sender pauses, or only at the end,"
                  + " which is smaller and never fit for a dialogue.");

  private static final Setting<Long> MAX_LEVEL =
      Setting.number("max-level", 1, 19, 9, "The highest level that a SID may ask for.");
  private static final Setting<Long> MAX_WINDOW =
      Setting.number("max-window", 10, 23, 21, "The largest window that a SID may ask for.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "zstd-compress",
              0x0010,
              "Compresses with Zstandard; what does not compress is let through with little work.")
          .parameters(LEVEL, WINDOW, CHECKSUM, FLUSH)
          .settings(MAX_LEVEL, MAX_WINDOW)
          .inverse(
              new Inverse(
                  "zstd-decompress",
                  parameters -> ZstdDecompressProvider.forWindow(WINDOW.of(parameters))));

  /** For the service loader. */
  public ZstdCompressProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    long maxLevel = section.get(MAX_LEVEL);
    long maxWindow = section.get(MAX_WINDOW);
    return new Factory(
        maxLevel, maxWindow, new IdleContexts<>(ZstdEffort::memory, ZstdCompressCtx::close));
  }

  private record Factory(
      long maxLevel, long maxWindow, IdleContexts<ZstdEffort, ZstdCompressCtx> idle)
      implements IdleContexts.Owner {

    @Override
    public FunctionPlan plan(Parameters parameters, Problems unsuitable) {
      Limits.check(LEVEL, parameters, maxLevel, MAX_LEVEL, unsuitable);
      Limits.check(WINDOW, parameters, maxWindow, MAX_WINDOW, unsuitable);
      return ZstdCompressProvider.plan(parameters, idle);
    }
  }

  private static FunctionPlan plan(
      Parameters parameters, IdleContexts<ZstdEffort, ZstdCompressCtx> idle) {
    ZstdEffort effort =
        ZstdEffort.of(
            (int) LEVEL.of(parameters), (int) WINDOW.of(parameters), CHECKSUM.isSet(parameters));
    boolean flushes = FLUSH.word(parameters).equals("pause");
    Traits traits =
        Traits.DEFAULT
            .work(Work.HEAVY)
            .lightUpTo(flushes ? effort.lightUpTo() : 0)
            .memoryPerFlow(effort.memory());
    return FunctionPlan.of(traits, flow -> new ZstdCompress(effort, flushes, idle));
  }
}
