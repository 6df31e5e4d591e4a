package org.srv6pipes.functions;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** Arrays for one record each. Flows that have nothing under way hold none. */
final class RecordBuffers {

  private static final int KEPT = 64;

  private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(KEPT);

  byte[] take() {
    byte[] buffer = free.poll();
    return buffer != null ? buffer : new byte[EncryptedFormat.MAX_SEALED];
  }

  void giveBack(byte[] buffer) {
    // A full queue lets the garbage collector have it.
    boolean _ = free.offer(buffer);
  }
}
