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

  /**
   * Converts {@code length} bytes, moving no position; {@code out} may be the memory of {@code in}.
   */
  abstract void convert(ByteBuffer in, int from, ByteBuffer out, int to, int length);
}
