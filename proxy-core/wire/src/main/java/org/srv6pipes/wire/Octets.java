package org.srv6pipes.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** Immutable octets that nobody here has to understand, compared by content. */
public final class Octets {
  public static final Octets NONE = new Octets(new byte[0]);

  private final byte[] octets;

  private Octets(byte[] octets) {
    this.octets = octets;
  }

  public static Octets of(byte... octets) {
    return new Octets(octets.clone());
  }

  /** Reads {@code 0a1bff} in either case. */
  public static Octets parse(String hex) {
    return new Octets(HexFormat.of().parseHex(hex));
  }

  static Octets read(ByteBuffer buffer, int index, int length) {
    if (length == 0) {
      return NONE;
    }
    byte[] octets = new byte[length];
    buffer.get(index, octets);
    return new Octets(octets);
  }

  void write(ByteBuffer buffer, int index) {
    buffer.put(index, octets);
  }

  public int length() {
    return octets.length;
  }

  public byte[] toBytes() {
    return octets.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Octets that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  /** The octets in hex, without separators. */
  @Override
  public String toString() {
    return HexFormat.of().formatHex(octets);
  }
}
