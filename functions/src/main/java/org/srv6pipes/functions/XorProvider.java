package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import org.srv6pipes.function.ConfigSection;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionDescriptor;
import org.srv6pipes.function.FunctionFactory;
import org.srv6pipes.function.FunctionPlan;
import org.srv6pipes.function.Inverse;
import org.srv6pipes.function.ParameterField;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.function.Traits;

/** {@code xor}: the stream against a short key, over and over. Hides nothing from anybody. */
public final class XorProvider extends BuiltIn {

  private static final ParameterField KEY =
      ParameterField.hex("key", 0, 32)
          .doc(
              "The key: its four bytes in turn, from the highest; below 0x100 that one byte; 0"
                  + " leaves the stream as it is.");

  private static final FunctionDescriptor DESCRIPTOR =
      FunctionDescriptor.of(
              "xor", 0xAAAA, "Combines every byte with a key by exclusive or; its own inverse.")
          .parameters(KEY)
          .inverse(Inverse.withSameParameters("xor"));

  private static final Traits TRAITS =
      Traits.DEFAULT.effect(Effect.KEEPS_LENGTH).inPlace().memoryPerFlow(64);

  /** For the service loader. */
  public XorProvider() {
    super(DESCRIPTOR);
  }

  @Override
  public FunctionFactory configure(ConfigSection section, Problems problems) {
    return (parameters, unsuitable) -> plan(parameters);
  }

  private static FunctionPlan plan(Parameters parameters) {
    int key = (int) KEY.of(parameters);
    return key == 0 ? IdentityProvider.PLAN : FunctionPlan.of(TRAITS, flow -> new Xor(key));
  }

  private static final class Xor extends SameLength {

    /** The key twice, turned so that its highest byte meets the next byte of the stream. */
    private long key;

    Xor(int key) {
      int word = key >>> 8 == 0 ? key * 0x01010101 : key;
      this.key = (long) word << 32 | Integer.toUnsignedLong(word);
    }

    /** On one buffer alone, so that the compiler sees that it may take many bytes at once. */
    @Override
    void convert(ByteBuffer in, int from, ByteBuffer out, int to, int length) {
      if (!isSame(in, from, out, to, length)) {
        out.put(to, in, from, length);
      }
      long turned = key;
      int whole = length & -Long.BYTES;
      for (int i = to; i < to + whole; i += Long.BYTES) {
        out.putLong(i, out.getLong(i) ^ turned);
      }
      for (int i = to + whole; i < to + length; i++) {
        out.put(i, (byte) (out.get(i) ^ turned >>> 56));
        turned = Long.rotateLeft(turned, Byte.SIZE);
      }
      key = turned;
    }
  }
}
