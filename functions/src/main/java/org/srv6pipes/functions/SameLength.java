package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/** A function that puts out one byte for each byte in: only the loop is left to write. */
abstract class SameLength implements StreamFunction {

  @Override
  public final Status process(ByteBuffer in, ByteBuffer out) {
    int from = in.position();
    int to = out.position();
    int length = Math.min(in.remaining(), out.remaining());
    convert(in, from, out, to, length);
    in.position(from + length);
    out.position(to + length);
    return in.hasRemaining() ? Status.MORE : Status.DONE;
  }

  /** Whether what is written to {@code out} can be read from {@code in}: both are one memory. */
  static boolean isSame(ByteBuffer in, int from, ByteBuffer out, int to, int length) {
    if (length == 0) {
      return true;
    }
    byte first = in.get(from);
    out.put(to, (byte) ~first);
    boolean same = in.get(from) != first;
    out.put(to, first);
    return same;
  }

  /**
   * Converts {@code length} bytes, moving no position; {@code out} may be the memory of {@code in}.
   */
  abstract void convert(ByteBuffer in, int from, ByteBuffer out, int to, int length);
}
