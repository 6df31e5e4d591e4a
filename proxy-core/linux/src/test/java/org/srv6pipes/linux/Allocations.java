package org.srv6pipes.linux;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * How much memory of the heap something takes. Without its optimising compiler, as in these tests,
 * the JVM itself takes some for each foreign call; so the measure is what one such call takes.
 */
final class Allocations {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocations() {}

  /**
   * @return bytes in {@code rounds} rounds, after as many to warm up
   */
  static long of(Runnable round, int rounds) {
    run(round, rounds);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    run(round, rounds);
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /**
   * @return bytes that so many foreign calls take by themselves
   */
  static long ofForeignCalls(int calls) {
    return of(() -> Libc.close(-1), calls);
  }

  private static void run(Runnable round, int rounds) {
    for (int i = 0; i < rounds; i++) {
      round.run();
    }
  }
}
