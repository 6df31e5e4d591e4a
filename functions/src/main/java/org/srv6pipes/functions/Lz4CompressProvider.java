package org.srv6pipes.functions;

import net.jpountz.lz4.LZ4Compressor;
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

/** {@code lz4-compress}: a plain LZ4 frame that any lz4 tool reads. */
public final class Lz4CompressProvider extends BuiltIn {

  private static final int FASTEST_THOROUGH_LEVEL = 3;
  private static final long TABLES = 384 << 10;

  private static final ParameterField LEVEL =
      ParameterField.number("level", 0, 4)
          .range(1, 12)
          .doc("How hard to try: 1 and 2 are quick, 3 to 12 ever more thorough.");
  private static final ParameterField BLOCK =
      ParameterField.choice("block", 4, 2, "64k", "256k", "1m", "4m")
          .doc("The size of a block, each of which is compressed by itself.");
  private static final ParameterField CHECKSUM =
      ParameterField.flag("checksum", 6).doc("Adds a checksum of the whole stream at its end.");
  private static final ParameterField FLUSH =
      ParameterField.choice("flush", 7, 2, "pause", "end")
          .doc(
              "When to let go of incomplete blocks: whenever the sender pauses, or only at the end,"
                  + " which is smaller and never fit for a dialogue.");

  private static final Setting<Long> MAX_LEVEL =
      Setting.number("max-level", 1, 12, 9, "The highest level that a SID may ask for.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "lz4-compress", 0x0012, "Compresses with LZ4, quicker and less than Zstandard does.")
          .parameters(LEVEL, BLOCK, CHECKSUM, FLUSH)
          .settings(MAX_LEVEL)
          .inverse(
              new Inverse(
                  "lz4-decompress",
                  parameters -> Lz4DecompressProvider.forBlocks(BLOCK.word(parameters))));

  /** For the service loader. */
  public Lz4CompressProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    long maxLevel = section.get(MAX_LEVEL);
    return (parameters, unsuitable) -> {
      Limits.check(LEVEL, parameters, maxLevel, MAX_LEVEL, unsuitable);
      return plan(parameters);
    };
  }

  private static FunctionPlan plan(Parameters parameters) {
    int level = (int) LEVEL.of(parameters);
    int blockCode = 4 + (int) BLOCK.of(parameters);
    boolean checksum = CHECKSUM.isSet(parameters);
    boolean flushes = FLUSH.word(parameters).equals("pause");
    LZ4Compressor compressor = compressor(level);
    int blockMaximum = Lz4Frame.blockMaximum(blockCode);
    long memory = blockMaximum + (long) compressor.maxCompressedLength(blockMaximum) + 256;
    boolean quick = level < FASTEST_THOROUGH_LEVEL;
    Traits traits =
        Traits.DEFAULT
            .work(quick ? Work.LIGHT : Work.HEAVY)
            .memoryPerFlow(quick ? memory : memory + TABLES);
    return FunctionPlan.of(
        traits, flow -> new Lz4Compress(compressor, blockCode, checksum, flushes));
  }

  private static LZ4Compressor compressor(int level) {
    return level < FASTEST_THOROUGH_LEVEL
        ? Lz4Frame.LIBRARY.fastCompressor()
        : Lz4Frame.LIBRARY.highCompressor(level);
  }
}
