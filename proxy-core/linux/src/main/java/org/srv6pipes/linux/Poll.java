package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;

/**
 * Waits for descriptors on a thread of its own, where there is no event loop to register them with.
 */
public final class Poll {
  /**
   * POLLIN, POLLOUT, POLLERR and POLLHUP of asm-generic/poll.h; the last two are reported without
   * being asked for.
   */
  public static final int READABLE = 1;

  public static final int WRITABLE = 4;
  public static final int ERROR = 8;
  public static final int HUNG_UP = 16;

  /** struct pollfd { int fd; short events; short revents; } of asm-generic/poll.h. */
  private static final int ENTRY = 8;

  private static final int MOST = Scratch.VALUE_SIZE / ENTRY;

  private Poll() {}

  /**
   * Waits for one descriptor.
   *
   * @param events of {@link #READABLE} and {@link #WRITABLE}
   * @return which of the events are there, {@link #ERROR} and {@link #HUNG_UP} among them; 0 when
   *     time is up
   */
  public static int await(int descriptor, int events, Duration timeout) {
    MemorySegment entries = Scratch.mine().value;
    putEntry(entries, 0, descriptor, events);
    return poll(1, timeout) > 0 ? reported(entries, 0) : 0;
  }

  /**
   * Waits until at least one of several descriptors is readable, or has failed, which a read will
   * tell.
   *
   * @return the bit 1 for the first, 2 for the second, 4 for the third and so on; 0 when time is up
   */
  public static int awaitReadable(Duration timeout, int... descriptors) {
    if (descriptors.length > Math.min(MOST, Integer.SIZE)) {
      throw new IllegalArgumentException(descriptors.length + " descriptors are too many");
    }
    MemorySegment entries = Scratch.mine().value;
    for (int i = 0; i < descriptors.length; i++) {
      putEntry(entries, i, descriptors[i], READABLE);
    }
    poll(descriptors.length, timeout);
    int ready = 0;
    for (int i = 0; i < descriptors.length; i++) {
      ready |= reported(entries, i) != 0 ? 1 << i : 0;
    }
    return ready;
  }

  private static int poll(int count, Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    long left = timeout.toMillis();
    while (true) {
      int result =
          Libc.poll(Scratch.mine().value.address(), count, Math.clamp(left, 0, Integer.MAX_VALUE));
      if (result >= 0) {
        return result;
      }
      if (result != -Errno.EINTR) {
        throw new LinuxException("poll", result, count + " descriptors");
      }
      left = (deadline - System.nanoTime()) / 1_000_000;
    }
  }

  private static void putEntry(MemorySegment entries, int index, int descriptor, int events) {
    long at = (long) index * ENTRY;
    entries.set(ValueLayout.JAVA_INT, at, descriptor);
    entries.set(ValueLayout.JAVA_SHORT, at + 4, (short) events);
    entries.set(ValueLayout.JAVA_SHORT, at + 6, (short) 0);
  }

  private static int reported(MemorySegment entries, int index) {
    return entries.get(ValueLayout.JAVA_SHORT, (long) index * ENTRY + 6);
  }
}
