package org.srv6pipes.benchmarks.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads from {@code /proc} what processes and their children use. The kernel's work on packets
 * counts to whoever it interrupts, so it is in these numbers for a proxy that was running, and in
 * those of the client or the server otherwise.
 */
public final class Processes {

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final long NANOS_PER_TICK = 10_000_000;
  private static final String RESIDENT = "VmRSS:";
  private static final long KIB = 1024;

  private Processes() {}

  /** Of these processes and their children, all taken together. */
  public static Usage usage(Collection<Long> pids) {
    return pids.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(it -> Stream.concat(Stream.of(it), it.descendants()))
        .map(it -> usageOf(it.pid()))
        .reduce(Usage.NONE, Usage::plus);
  }

  private static Usage usageOf(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try {
      return new Usage(
          cpu(Files.readString(folder.resolve("stat"))),
          resident(Files.readAllLines(folder.resolve("status"))));
    } catch (IOException ended) {
      return Usage.NONE;
    }
  }

  /** From the file {@code stat}; the name of the program in it may hold anything. */
  static Duration cpu(String stat) {
    String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = Long.parseLong(afterName[USER_TIME]) + Long.parseLong(afterName[SYSTEM_TIME]);
    return Duration.ofNanos(ticks * NANOS_PER_TICK);
  }

  private static long resident(List<String> status) {
    return status.stream()
        .filter(line -> line.startsWith(RESIDENT))
        .map(line -> line.substring(RESIDENT.length()).strip().split(" ")[0])
        .mapToLong(kib -> Long.parseLong(kib) * KIB)
        .sum();
  }
}
