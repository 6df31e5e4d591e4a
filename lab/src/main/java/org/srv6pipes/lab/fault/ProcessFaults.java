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
    try {
      int code =
          new ProcessBuilder("prlimit", "--pid", "" + process.pid(), "--nofile=" + most + ":")
              .inheritIO()
              .start()
              .waitFor();
      if (code != 0) {
        throw new LabException("prlimit has not limited the descriptors of " + process);
      }
    } catch (IOException e) {
      throw new LabException("prlimit cannot be run", e);
    }
  }
}
