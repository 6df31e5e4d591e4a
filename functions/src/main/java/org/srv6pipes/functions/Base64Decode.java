package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/** Puts out each byte as soon as its eight bits are known. */
final class Base64Decode implements StreamFunction {

  private static final byte INVALID = -1;
  private static final byte LINE_BREAK = -2;
  private static final byte PADDING = -3;
  private static final byte[] VALUES = values();

  private int bits;

  /** How many characters of the current four have been seen, padding included. */
  private int seen;

  private boolean padded;

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) throws FunctionException {
    while (in.hasRemaining()) {
      if (seen == 0) {
        decodeQuadruples(in, out);
      }
      if (in.hasRemaining()) {
        if (!out.hasRemaining()) {
          return Status.MORE;
        }
        decode(in.get(), out);
      }
    }
    return Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) throws FunctionException {
    if (seen != 0) {
      throw new FunctionException("the base64 text ended within a group of four characters");
    }
    return Status.DONE;
  }

  private void decode(byte character, ByteBuffer out) throws FunctionException {
    byte value = VALUES[character & 0xFF];
    if (value == LINE_BREAK) {
      return;
    }
    boolean isPadding = value == PADDING && seen >= 2;
    if (!isPadding && (value < 0 || padded)) {
      throw new FunctionException(
          "not base64: byte 0x%02X where a character was expected".formatted(character));
    }
    if (!isPadding) {
      bits = bits << 6 | value;
      if (seen > 0) {
        out.put((byte) (bits >>> (6 - 2 * seen)));
      }
    }
    padded = isPadding;
    seen = (seen + 1) % 4;
    if (seen == 0) {
      padded = false;
    }
  }

  /** The quick way, up to the first group that is anything but four plain characters. */
  private static void decodeQuadruples(ByteBuffer in, ByteBuffer out) {
    int count = Math.min(in.remaining() / 4, out.remaining() / 3);
    int from = in.position();
    int to = out.position();
    for (int i = 0; i < count; i++, from += 4, to += 3) {
      int text = in.getInt(from);
      int bits =
          VALUES[text >>> 24] << 18
              | VALUES[text >>> 16 & 0xFF] << 12
              | VALUES[text >>> 8 & 0xFF] << 6
              | VALUES[text & 0xFF];
      if (bits < 0) {
        break;
      }
      out.putShort(to, (short) (bits >>> 8));
      out.put(to + 2, (byte) bits);
    }
    in.position(from);
    out.position(to);
  }

  private static byte[] values() {
    byte[] values = new byte[256];
    Arrays.fill(values, INVALID);
    for (int i = 0; i < Base64Encode.ALPHABET.length(); i++) {
      values[Base64Encode.ALPHABET.charAt(i)] = (byte) i;
    }
    values['='] = PADDING;
    values['\n'] = LINE_BREAK;
    values['\r'] = LINE_BREAK;
    return values;
  }
}
