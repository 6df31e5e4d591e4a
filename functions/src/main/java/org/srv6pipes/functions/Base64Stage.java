package org.srv6pipes.functions;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The way through the JDK's encoder, which uses the vector instructions of the processor, but takes
 * whole arrays only. Two copies in the cache cost far less than that gains.
 */
final class Base64Stage {

  private static final int PLAIN = 3 << 10;
  private static final int TEXT = 4 << 10;
  private static final Base64.Encoder ENCODER = Base64.getEncoder();

  private final byte[] plain = new byte[PLAIN];
  private final byte[] text = new byte[TEXT];

  /** Whether there is a whole array of input, and room for what becomes of it. */
  static boolean suits(ByteBuffer in, ByteBuffer out) {
    return in.remaining() >= PLAIN && out.remaining() >= TEXT;
  }

  void encode(ByteBuffer in, ByteBuffer out) {
    in.get(plain);
    int length = ENCODER.encode(plain, text);
    out.put(text, 0, length);
  }

  /** Stages between two uses. Flows hold none. */
  static final class Pool {
    private static final int KEPT = 16;

    private final BlockingQueue<Base64Stage> free = new ArrayBlockingQueue<>(KEPT);

    Base64Stage take() {
      Base64Stage stage = free.poll();
      return stage != null ? stage : new Base64Stage();
    }

    void giveBack(Base64Stage stage) {
      // A full queue lets the garbage collector have it.
      boolean _ = free.offer(stage);
    }
  }
}
