package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** How many files this process may have open, sockets included. */
public final class Limits {
  /** RLIMIT_NOFILE of asm-generic/resource.h. */
  private static final int RLIMIT_NOFILE = 7;

  /**
   * {@code struct rlimit { rlim_t rlim_cur; rlim_t rlim_max; }} of sys/resource.h.
   *
   * @param soft what counts now
   * @param hard how far a process may raise it by itself
   */
  public record OpenFiles(long soft, long hard) {}

  private Limits() {}

  public static OpenFiles openFiles() {
    MemorySegment limits = Scratch.mine().value;
    check(Libc.getrlimit(RLIMIT_NOFILE, limits.address()), "getrlimit");
    return new OpenFiles(
        limits.getAtIndex(ValueLayout.JAVA_LONG, 0), limits.getAtIndex(ValueLayout.JAVA_LONG, 1));
  }

  /** Sets the soft limit, up to the hard one. */
  public static void openFiles(long soft) {
    long hard = openFiles().hard();
    MemorySegment limits = Scratch.mine().value;
    limits.setAtIndex(ValueLayout.JAVA_LONG, 0, soft);
    limits.setAtIndex(ValueLayout.JAVA_LONG, 1, hard);
    check(Libc.setrlimit(RLIMIT_NOFILE, limits.address()), "setrlimit");
  }

  /** Raises the soft limit to the hard one. @return what it is now */
  public static long raiseOpenFiles() {
    long hard = openFiles().hard();
    openFiles(hard);
    return hard;
  }

  private static void check(int result, String call) {
    if (result < 0) {
      throw new LinuxException(
          call + "(RLIMIT_NOFILE)",
          result,
          "limit of open files",
          "Only CAP_SYS_RESOURCE goes beyond the hard limit: set LimitNOFILE= in the service's"
              + " unit.");
    }
  }
}
