package org.srv6pipes.proxy.relay;

import java.util.ArrayDeque;
import org.srv6pipes.linux.Pipe;

/** The pipes of one loop. A pipe that comes back is empty. Not thread-safe. */
final class PipePool {

  private static final int PIPE_BYTES = 1 << 20;
  private static final int MOST_KEPT = 16;

  private final ArrayDeque<Pipe> free = new ArrayDeque<>();
  private int taken;

  Pipe take() {
    taken++;
    Pipe pooled = free.pollLast();
    return pooled != null ? pooled : Pipe.open(PIPE_BYTES);
  }

  void giveBack(Pipe empty) {
    taken--;
    if (free.size() < MOST_KEPT) {
      free.addLast(empty);
    } else {
      empty.close();
    }
  }

  /** One that was taken will not come back, because there are bytes in it. */
  void discard(Pipe full) {
    taken--;
    full.close();
  }

  /** How many there are, in use or not. */
  int size() {
    return taken + free.size();
  }

  void close() {
    free.forEach(Pipe::close);
    free.clear();
  }
}
