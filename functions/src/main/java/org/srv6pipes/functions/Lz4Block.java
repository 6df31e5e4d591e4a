package org.srv6pipes.functions;

import org.srv6pipes.function.FunctionException;

/**
 * Decodes a block of LZ4. The library's decoder knows only blocks that stand alone; in frames of
 * other writers a block may refer to what the ones before it contained.
 *
 * <pre>
 *   token | more literal length | literals | offset (2, low first) | more match length
 *   token: 4 bits literal length, 4 bits match length - 4; 15 means that bytes follow, up to one below 255
 * </pre>
 *
 * The last sequence ends after its literals.
 */
final class Lz4Block {

  private static final int MIN_MATCH = 4;
  private static final int MORE = 15;

  private final byte[] from;
  private final int end;
  private final byte[] to;
  private final int limit;
  private int at;

  private Lz4Block(byte[] from, int start, int length, byte[] to, int limit) {
    this.from = from;
    this.at = start;
    this.end = start + length;
    this.to = to;
    this.limit = limit;
  }

  /**
   * Decodes into {@code to} at {@code place}; everything before is history.
   *
   * @return how many bytes came out
   */
  static int decode(byte[] from, int start, int length, byte[] to, int place, int limit)
      throws FunctionException {
    return new Lz4Block(from, start, length, to, limit).decodeAt(place) - place;
  }

  private int decodeAt(int place) throws FunctionException {
    int out = place;
    while (true) {
      int token = next();
      int literals = length(token >>> 4);
      require(literals <= end - at && literals <= limit - out);
      System.arraycopy(from, at, to, out, literals);
      at += literals;
      out += literals;
      if (at == end) {
        return out;
      }
      int offset = next() | next() << 8;
      int match = length(token & MORE) + MIN_MATCH;
      require(offset != 0 && offset <= out && match <= limit - out);
      copyMatch(out - offset, out, match);
      out += match;
    }
  }

  /** Copies what may overlap itself: then in pieces, each as long as what is there already. */
  private void copyMatch(int source, int place, int length) {
    int done = 0;
    while (done < length) {
      int piece = Math.min(length - done, place + done - source);
      System.arraycopy(to, source, to, place + done, piece);
      done += piece;
    }
  }

  private int length(int nibble) throws FunctionException {
    int length = nibble;
    if (nibble == MORE) {
      int more;
      do {
        more = next();
        length += more;
        require(length <= limit);
      } while (more == 0xFF);
    }
    return length;
  }

  private int next() throws FunctionException {
    require(at < end);
    return from[at++] & 0xFF;
  }

  private static void require(boolean sound) throws FunctionException {
    if (!sound) {
      throw new FunctionException("not a sound LZ4 block");
    }
  }
}
