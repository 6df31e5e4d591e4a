package org.srv6pipes.lab.fault;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.LabException;

/** What can happen to a process, besides a signal that ends it. */
public final class ProcessFaults {

  private ProcessFaults() {}

  /** None of its threads does anything for so long: its event loops neither. */
  public static void stall(HostProcess process, Duration duration) {
    long end = System.nanoTime() + duration.toNanos();
    process.signal("STOP");
    try {
      while (System.nanoTime() < end && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    } finally {
      process.signal("CONT");
    }
  }

  /**
   * So many descriptors may be open; those that are open stay. To have it end, allow more again.
   *
   * @param most not more than it was allowed when it started
   */
  public static void limitDescriptors(HostProcess process, long most) throws InterruptedException {
    limit(process, "nofile", "" + most);
  }

  /**
   * So many KiB of memory of its own may it have, heap and stacks and what it allocates; what it
   * has stays, also if it is more.
   */
  public static void limitMemory(HostProcess process, long mostKib) throws InterruptedException {
    limit(process, "data", "" + 1024 * mostKib);
  }

  /** Ends what {@link #limitMemory} began. */
  public static void unlimitMemory(HostProcess process) throws InterruptedException {
    limit(process, "data", "unlimited");
  }

  private static void limit(HostProcess process, String resource, String most)
      throws InterruptedException {
    try {
      int code =
          new ProcessBuilder(
                  "prlimit", "--pid", "" + process.pid(), "--" + resource + "=" + most + ":")
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new LabException("prlimit has not limited " + resource + " of " + process);
      }
    } catch (IOException e) {
      throw new LabException("prlimit cannot be run", e);
    }
  }
}
