package org.srv6pipes.service.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What the kernel counts for this process, under the names that every client library uses. */
public final class ProcessMetrics {

  private static final Path SELF = Path.of("/proc/self");
  private static final int PAGE_BYTES = 4096;

  private ProcessMetrics() {}

  public static void write(Exposition text) {
    ProcessHandle.Info self = ProcessHandle.current().info();
    text.counter("process_cpu_seconds_total", "Processor time of all threads.")
        .sample(self.totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3);
    self.startInstant()
        .ifPresent(
            start ->
                text.gauge("process_start_time_seconds", "When the process began, since 1970.")
                    .sample(start.toEpochMilli() / 1e3));
    text.gauge("process_resident_memory_bytes", "Memory that is in use.")
        .sample(residentPages() * PAGE_BYTES);
    text.gauge("process_open_fds", "Open files.").sample(openFiles());
  }

  /** The second field of statm, see proc(5). */
  private static double residentPages() {
    try {
      return Double.parseDouble(Files.readString(SELF.resolve("statm")).split(" ")[1]);
    } catch (IOException e) {
      return Double.NaN;
    }
  }

  private static double openFiles() {
    try (Stream<Path> files = Files.list(SELF.resolve("fd"))) {
      return files.count();
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
