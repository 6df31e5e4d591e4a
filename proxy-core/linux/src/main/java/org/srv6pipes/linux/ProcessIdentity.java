package org.srv6pipes.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Names one process for good, though its number may be given to another one later: written down, it
 * tells a later start whether that process still lives.
 *
 * @param pid its number, in the caller's process namespace
 * @param startTicks when it started, in ticks since the machine booted
 * @param boot which boot that was
 */
public record ProcessIdentity(long pid, long startTicks, String boot) {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  /**
   * Positions behind the name, which may hold blanks and parentheses: proc_pid_stat(5) counts from
   * 1, and these are 3 and 22.
   */
  private static final int STATE = 0;

  /** SIGKILL of signal.h. */
  private static final int SIGKILL = 9;

  private static final int START_TIME = 19;

  public static ProcessIdentity current() {
    return of(ProcessHandle.current().pid()).orElseThrow();
  }

  /** The process that has this number now, unless there is none or it has ended already. */
  public static Optional<ProcessIdentity> of(long pid) {
    return stat(pid)
        .filter(fields -> !fields[STATE].equals("Z") && !fields[STATE].equals("X"))
        .map(fields -> new ProcessIdentity(pid, Long.parseLong(fields[START_TIME]), bootId()));
  }

  /** Which boot of this machine it is: another one after each start. */
  public static String bootId() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether that very process still runs. */
  public boolean isAlive() {
    return of(pid).filter(this::equals).isPresent();
  }

  /**
   * Ends this process at once and from outside of the JVM, which may not be able to end itself: no
   * hook runs, and the kernel closes everything.
   */
  public static void killThis() {
    int result = Libc.kill(ProcessHandle.current().pid(), SIGKILL);
    throw new LinuxException("kill", result, "this process");
  }

  /** Reads what {@link #toString} wrote. */
  public static ProcessIdentity parse(String text) {
    String[] parts = text.strip().split(" ");
    if (parts.length != 3) {
      throw new IllegalArgumentException("not a process: '" + text + "'");
    }
    return new ProcessIdentity(Long.parseLong(parts[0]), Long.parseLong(parts[1]), parts[2]);
  }

  /** Three words, which {@link #parse} reads. */
  @Override
  public String toString() {
    return pid + " " + startTicks + " " + boot;
  }

  private static Optional<String[]> stat(long pid) {
    try {
      String line = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return Optional.of(line.substring(line.lastIndexOf(')') + 2).split(" "));
    } catch (IOException gone) {
      return Optional.empty();
    }
  }
}
