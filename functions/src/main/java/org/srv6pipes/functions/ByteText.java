package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Bytes as characters for a matcher. Counts how often it is looked at, since some patterns take for
 * ever on some inputs.
 */
final class ByteText implements CharSequence {

  /** That a pattern has looked at far more characters than there are. */
  static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exhausted() {
      super("the pattern takes too long on this input");
    }
  }

  private static final int PATIENCE = 5_000_000;

  private final byte[] bytes;
  private int length;
  private int patience;

  ByteText(int capacity) {
    bytes = new byte[capacity];
  }

  byte[] bytes() {
    return bytes;
  }

  void setLength(int length) {
    this.length = length;
  }

  void renewPatience() {
    patience = PATIENCE;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public char charAt(int index) {
    if (patience-- == 0) {
      throw new Exhausted();
    }
    return (char) (bytes[index] & 0xFF);
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return toString().substring(start, end);
  }

  @Override
  public String toString() {
    return new String(bytes, 0, length, ISO_8859_1);
  }
}
