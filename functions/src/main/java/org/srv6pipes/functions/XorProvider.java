package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
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

  /** Longs that are converted at a time, and stay in the fastest memory meanwhile. */
  private static final int PIECE = 512;

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

    /**
     * By way of an array. On a buffer the compiler takes many bytes at once only where it happens
     * to inline all of the buffer's code, which depends on what else is going on: the same loop had
     * 55 GB/s in one process and 1 GB/s in another.
     */
    @Override
    void convert(ByteBuffer in, int from, ByteBuffer out, int to, int length) {
      int whole = length & -Long.BYTES;
      LongBuffer words = words(in, from, whole);
      LongBuffer converted = words(out, to, whole);
      long[] piece = new long[Math.min(PIECE, words.remaining())];
      long turned = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? key : Long.reverseBytes(key);
      while (words.hasRemaining()) {
        int count = Math.min(piece.length, words.remaining());
        words.get(piece, 0, count);
        combine(piece, turned);
        converted.put(piece, 0, count);
      }
      for (int i = whole; i < length; i++) {
        out.put(to + i, (byte) (in.get(from + i) ^ key >>> 56));
        key = Long.rotateLeft(key, Byte.SIZE);
      }
    }

    private static LongBuffer words(ByteBuffer bytes, int at, int length) {
      return bytes.slice(at, length).order(ByteOrder.nativeOrder()).asLongBuffer();
    }

    private static void combine(long[] words, long key) {
      for (int i = 0; i < words.length; i++) {
        words[i] ^= key;
      }
    }
  }
}
