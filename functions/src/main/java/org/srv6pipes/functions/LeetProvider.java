package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;

/** {@code leet}: the prototype's toy, letter for letter. */
public final class LeetProvider extends BuiltIn {

  private static final String LETTERS = "eaioSst";
  private static final String DIGITS = "3@10557";

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of("leet", 0xAAAB, "Wr1735 " + LETTERS + " as " + DIGITS + ".");

  private static final FunctionPlan PLAN =
      FunctionPlan.of(
          Traits.DEFAULT.effect(Effect.KEEPS_LENGTH).inPlace().memoryPerFlow(16),
          flow -> new Leet());

  /** For the service loader. */
  public LeetProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    return (parameters, unsuitable) -> PLAN;
  }

  private static final class Leet extends SameLength {

    private static final byte[] TABLE = table();

    @Override
    void convert(ByteBuffer in, int from, ByteBuffer out, int to, int length) {
      for (int i = 0; i < length; i++) {
        out.put(to + i, TABLE[in.get(from + i) & 0xFF]);
      }
    }

    private static byte[] table() {
      byte[] table = new byte[256];
      for (int i = 0; i < table.length; i++) {
        int letter = LETTERS.indexOf(i);
        table[i] = (byte) (letter < 0 ? i : DIGITS.charAt(letter));
      }
      return table;
    }
  }
}
