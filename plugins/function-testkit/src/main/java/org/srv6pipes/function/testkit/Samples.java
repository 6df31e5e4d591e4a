package org.srv6pipes.function.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Streams of many kinds to try functions on. Always the same. */
public final class Samples {

  private Samples() {}

  /**
   * Streams that take any function to its corners: nothing, one byte, every byte, text, zeros,
   * noise, and both mixed, up to a hundred kilobytes.
   *
   * @return the streams
   */
  public static List<byte[]> all() {
    return List.of(
        new byte[0],
        new byte[] {0},
        text(40),
        everyByte(),
        text(5_000),
        new byte[40_000],
        noise(30_000, 1),
        mixed(100_000, 2));
  }

  /**
   * Words, as compressible as prose.
   *
   * @param length how many bytes
   * @return the text in ASCII
   */
  public static byte[] text(int length) {
    String[] words = {"I", "love", "dogs", "and", "cats", "pipes", "of", "the", "network", "\n"};
    Random random = new Random(length);
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append(words[random.nextInt(words.length)]).append(' ');
    }
    return text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Bytes that nothing can compress.
   *
   * @param length how many
   * @param seed which ones
   * @return the bytes
   */
  public static byte[] noise(int length, long seed) {
    byte[] noise = new byte[length];
    new Random(seed).nextBytes(noise);
    return noise;
  }

  /**
   * Stretches of text, zeros and noise of any length.
   *
   * @param length how many bytes
   * @param seed which stretches
   * @return the bytes
   */
  public static byte[] mixed(int length, long seed) {
    Random random = new Random(seed);
    ByteArrayOutputStream mixed = new ByteArrayOutputStream();
    while (mixed.size() < length) {
      int stretch = 1 + random.nextInt(30_000);
      switch (random.nextInt(3)) {
        case 0 -> mixed.writeBytes(text(stretch));
        case 1 -> mixed.writeBytes(new byte[stretch]);
        default -> mixed.writeBytes(noise(stretch, random.nextLong()));
      }
    }
    return Arrays.copyOf(mixed.toByteArray(), length);
  }

  private static byte[] everyByte() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    return bytes;
  }
}
