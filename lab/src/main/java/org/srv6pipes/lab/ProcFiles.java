package org.srv6pipes.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What /proc tells of processes, numbered as this JVM sees them. */
final class ProcFiles {
  private ProcFiles() {}

  static boolean weAreRoot() {
    try {
      return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The number that a process has in the innermost pid namespace that it is in. */
  static OptionalLong innermostPid(long pid) {
    try {
      return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
          .filter(line -> line.startsWith("NSpid:"))
          .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf('\t') + 1)))
          .findFirst();
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }

  /** Where a file is that a process calls by another name. */
  static Path file(long pid, Path there) {
    return Path.of("/proc", Long.toString(pid), "root").resolve(there.toString().substring(1));
  }

  static long sockets(long pid) {
    return descriptors(pid, target -> target.startsWith("socket:"));
  }

  static long descriptors(long pid) {
    return descriptors(pid, target -> !target.endsWith(".jar"));
  }

  private static long descriptors(long pid, Predicate<String> wanted) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return open.flatMap(ProcFiles::target).filter(wanted).count();
    } catch (IOException e) {
      throw new LabException("the descriptors of " + pid + " cannot be read; has it ended?", e);
    }
  }

  private static Stream<String> target(Path descriptor) {
    try {
      return Stream.of(Files.readSymbolicLink(descriptor).toString());
    } catch (IOException closedMeanwhile) {
      return Stream.empty();
    }
  }

  /** A number from {@code /proc/PID/status}, such as that after {@code VmRSS:}, in its unit. */
  static long status(long pid, String which) {
    Path status = Path.of("/proc/" + pid + "/status");
    try {
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith(which))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow(
              () -> new LabException(status + ": no " + which + " has the process ended?"));
    } catch (IOException e) {
      throw new LabException(status + ": cannot be read; has the process ended?", e);
    }
  }

  /** Bytes that an interface has received and sent, in the network namespace of a process. */
  static LinkBytes linkBytes(long pid, String device) {
    Path counters = Path.of("/proc/" + pid + "/net/dev");
    try {
      return Files.readAllLines(counters).stream()
          .filter(line -> line.strip().startsWith(device + ":"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip().split(" +"))
          .map(columns -> new LinkBytes(Long.parseLong(columns[0]), Long.parseLong(columns[8])))
          .findFirst()
          .orElseThrow(() -> new LabException(counters + ": no interface '" + device + "'"));
    } catch (IOException e) {
      throw new LabException(counters + ": cannot be read; has the lab ended?", e);
    }
  }
}
