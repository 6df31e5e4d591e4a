package org.srv6pipes.functions;

import org.srv6pipes.function.FunctionException;

/** Ends a flow whose output grows out of all proportion to its input: a bomb. */
final class ExpansionLimit {

  /** What real data hardly reaches beyond the first megabytes. */
  static final int STANDARD = 1_000;

  private static final long FREE = 16 << 20;

  private final long ratio;
  private long in;
  private long out;

  ExpansionLimit(long ratio) {
    this.ratio = ratio;
  }

  void count(int bytesIn, int bytesOut) throws FunctionException {
    in += bytesIn;
    out += bytesOut;
    if (out > FREE && out / ratio > in) {
      throw new FunctionException(
          "%d bytes became %d, more than the allowed ratio of %d".formatted(in, out, ratio));
    }
  }
}
