package org.srv6pipes.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process for which an instance is on the host. When it is gone, whoever comes next takes its
 * changes back.
 *
 * @param startTime in clock ticks since the host was started; tells a later process with the same
 *     number apart
 */
public record Owner(long pid, long startTime) {
  /**
   * For changes that stay until they are removed by name, as a service unit of its own makes them.
   */
  public static final Owner NOBODY = new Owner(0, 0);

  /** The place of the start time in /proc/PID/stat, counted from behind the name in brackets. */
  private static final int START_TIME = 20;

  /** This very process. */
  public static Owner thisProcess() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /** The process that has this number now. */
  static Optional<Owner> of(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] behindName = stat.substring(stat.lastIndexOf(')') + 1).split(" ");
      return Optional.of(new Owner(pid, Long.parseLong(behindName[START_TIME])));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
