package org.srv6pipes.functions;

import org.srv6pipes.function.FunctionException;

/**
 * Ends a flow whose output grows out of all proportion to its input: a bomb. Memory is bounded
 * without it; what it saves is the time and the disk of whoever receives the output. So it lets
 * long runs of zeros be what they mostly are, an honest file.
 */
final class ExpansionLimit {

  /** What real data hardly reaches beyond the first gigabyte. */
  static final int STANDARD = 1_000;

  /** What nobody is asked about. */
  static final long FREE = 1L << 30;

  private final long ratio;
  private final long free;
  private long in;
  private long out;

  ExpansionLimit(long ratio, long free) {
    this.ratio = ratio;
    this.free = free;
  }

  void count(int bytesIn, int bytesOut) throws FunctionException {
    in += bytesIn;
    out += bytesOut;
    if (out > free && out / ratio > in) {
      throw new FunctionException(
          "%d bytes became %d, more than the allowed ratio of %d".formatted(in, out, ratio));
    }
  }
}
