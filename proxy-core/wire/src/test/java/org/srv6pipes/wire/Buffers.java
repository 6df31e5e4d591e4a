package org.srv6pipes.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.Consumer;

/** Buffers that show what was never written, and what was written beyond. */
final class Buffers {
  private static final int MARGIN = 8;

  private Buffers() {}

  /**
   * What a writer of so many octets leaves in a buffer full of ones, of which it may touch no other
   * octet.
   */
  static byte[] written(int length, Consumer<ByteBuffer> writer) {
    byte[] octets = new byte[MARGIN + length + MARGIN];
    Arrays.fill(octets, (byte) 0xff);
    ByteBuffer buffer = ByteBuffer.wrap(octets).position(MARGIN);
    writer.accept(buffer);
    assertThat(buffer.position()).isEqualTo(MARGIN + length);
    assertThat(Arrays.copyOf(octets, MARGIN)).containsOnly(0xff);
    assertThat(Arrays.copyOfRange(octets, MARGIN + length, octets.length)).containsOnly(0xff);
    return Arrays.copyOfRange(octets, MARGIN, MARGIN + length);
  }
}
