package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import org.srv6pipes.function.Status;
import org.srv6pipes.function.StreamFunction;

/** Puts out each character as soon as its six bits are known; two or four bits can be left over. */
final class Base64Encode implements StreamFunction {

  static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

  private static final byte[] CHARACTERS = ALPHABET.getBytes(US_ASCII);
  private static final int CHARACTER_BITS = 6;

  /** Two characters, each behind a line break. */
  private static final int ROOM_PER_BYTE = 4;

  private final int wrap;
  private final boolean padOnFlush;
  private final Base64Stage.Pool stages;
  private int leftOver;
  private int leftOverBits;
  private int column;

  Base64Encode(int wrap, boolean padOnFlush, Base64Stage.Pool stages) {
    this.stages = stages;
    this.wrap = wrap;
    this.padOnFlush = padOnFlush;
  }

  @Override
  public Status process(ByteBuffer in, ByteBuffer out) {
    while (in.hasRemaining()) {
      if (wrap == 0 && leftOverBits == 0) {
        encodeBlocks(in, out);
        encodeTriples(in, out);
      }
      if (in.hasRemaining()) {
        if (out.remaining() < ROOM_PER_BYTE) {
          return Status.MORE;
        }
        encode(in.get() & 0xFF, out);
      }
    }
    return Status.DONE;
  }

  @Override
  public Status flush(ByteBuffer out) {
    if (padOnFlush) {
      pad(out);
    }
    return Status.DONE;
  }

  @Override
  public Status end(ByteBuffer out) {
    pad(out);
    if (column > 0) {
      out.put((byte) '\n');
    }
    return Status.DONE;
  }

  private void encode(int next, ByteBuffer out) {
    leftOver = leftOver << Byte.SIZE | next;
    leftOverBits += Byte.SIZE;
    while (leftOverBits >= CHARACTER_BITS) {
      leftOverBits -= CHARACTER_BITS;
      put(CHARACTERS[leftOver >>> leftOverBits & 0x3F], out);
    }
  }

  private void pad(ByteBuffer out) {
    if (leftOverBits > 0) {
      put(CHARACTERS[leftOver << (CHARACTER_BITS - leftOverBits) & 0x3F], out);
      for (int bits = leftOverBits; bits < CHARACTER_BITS; bits += 2) {
        put((byte) '=', out);
      }
      leftOverBits = 0;
    }
  }

  private void put(byte character, ByteBuffer out) {
    if (wrap > 0) {
      if (column == wrap) {
        out.put((byte) '\n');
        column = 0;
      }
      column++;
    }
    out.put(character);
  }

  private void encodeBlocks(ByteBuffer in, ByteBuffer out) {
    if (Base64Stage.suits(in, out)) {
      Base64Stage stage = stages.take();
      while (Base64Stage.suits(in, out)) {
        stage.encode(in, out);
      }
      stages.giveBack(stage);
    }
  }

  private static void encodeTriples(ByteBuffer in, ByteBuffer out) {
    int count = Math.min(in.remaining() / 3, out.remaining() / 4);
    int from = in.position();
    int to = out.position();
    for (int i = 0; i < count; i++, from += 3, to += 4) {
      int bits = (in.getShort(from) & 0xFFFF) << 8 | (in.get(from + 2) & 0xFF);
      int text =
          CHARACTERS[bits >>> 18] << 24
              | CHARACTERS[bits >>> 12 & 0x3F] << 16
              | CHARACTERS[bits >>> 6 & 0x3F] << 8
              | CHARACTERS[bits & 0x3F];
      out.putInt(to, text);
    }
    in.position(from);
    out.position(to);
  }
}
