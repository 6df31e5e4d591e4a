package org.srv6pipes.lab;

/**
 * A process by its number and its start in ticks since the boot, so that a later one with the same
 * number is another.
 */
public record ProcessId(long pid, long startTime) {
  static ProcessId of(long pid) {
    return new ProcessId(
        pid,
        ProcFiles.startTime(pid)
            .orElseThrow(() -> new LabException("process " + pid + ": has ended already")));
  }

  boolean isAlive() {
    return ProcFiles.startTime(pid).stream().anyMatch(start -> start == startTime);
  }
}
