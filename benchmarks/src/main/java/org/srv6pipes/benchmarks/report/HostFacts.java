package org.srv6pipes.benchmarks.report;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import org.srv6pipes.linux.TcpSocket;

/**
 * What a reader must know of the machine before comparing numbers with those of another, or of
 * another day.
 */
public record HostFacts(LocalDate day, List<String> lines, double busyBefore) {

  /** From this share of busy processors on, numbers are not what a quiet machine would give. */
  private static final double QUIET = 0.05;

  private static final long PROBE = 1_000_000_000;
  private static final int IDLE = 4;
  private static final int WAITING = 5;
  private static final long KIB_PER_GIB = 1 << 20;
  private static final int CALLS = 200_000;

  /** Looks at this machine, for a second. */
  public static HostFacts gather(Path home) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s, %d cores, %d GiB"
            .formatted(
                valueOf("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                kib(valueOf("/proc/meminfo", "MemTotal")) / KIB_PER_GIB));
    lines.add(
        "Linux %s, a short system call takes about %s µs"
            .formatted(
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
                systemCallMicros()));
    lines.add(
        "congestion control "
            + Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip());
    lines.add("Java " + Runtime.version());
    lines.add(firstLine("haproxy", "-v"));
    lines.add(firstLine("nginx", "-v"));
    lines.add(firstLine("wrk", "-v").replaceAll(" Copyright.*", ""));
    lines.add(commit(home));
    return new HostFacts(today(), List.copyOf(lines), busy());
  }

  /**
   * What a machine asks for entering the kernel, by which machines differ tenfold. To one digit, so
   * that two looks at one machine agree.
   */
  private static String systemCallMicros() {
    int socket = TcpSocket.open();
    try {
      askOften(socket);
      long began = System.nanoTime();
      askOften(socket);
      double micros = (System.nanoTime() - began) / 1e3 / CALLS;
      return new BigDecimal(micros).round(new MathContext(1)).toPlainString();
    } finally {
      TcpSocket.close(socket);
    }
  }

  private static void askOften(int socket) {
    for (int i = 0; i < CALLS; i++) {
      TcpSocket.takeError(socket);
    }
  }

  /** In short, for what depends on little else: the day and the commit. */
  public static String dayAndCommit(Path home) throws IOException {
    return today() + ", " + commit(home);
  }

  private static LocalDate today() {
    return LocalDate.now(ZoneId.systemDefault());
  }

  private static String commit(Path home) throws IOException {
    return "commit " + firstLine("git", "-C", home.toString(), "describe", "--always", "--dirty");
  }

  private static long kib(String amount) {
    return Long.parseLong(amount.split(" ")[0]);
  }

  private static String valueOf(String file, String key) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String firstLine(String... command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = process.inputReader()) {
      return output.readAllAsString().lines().findFirst().orElse(command[0] + ": silent").strip();
    }
  }

  /** The share of all processors that others use at the moment. */
  static double busy() throws IOException {
    long[] before = times();
    long deadline = System.nanoTime() + PROBE;
    while (System.nanoTime() < deadline) {
      LockSupport.parkNanos(deadline - System.nanoTime());
    }
    long[] after = times();
    return 1 - (double) (after[0] - before[0]) / Math.max(1, after[1] - before[1]);
  }

  /** Ticks that passed idly, and all. */
  private static long[] times() throws IOException {
    String[] columns = Files.readAllLines(Path.of("/proc/stat")).getFirst().split(" +");
    long all = 0;
    for (int i = 1; i < columns.length; i++) {
      all += Long.parseLong(columns[i]);
    }
    return new long[] {Long.parseLong(columns[IDLE]) + Long.parseLong(columns[WAITING]), all};
  }

  /** Whether the machine had nothing else to do. */
  public boolean quiet() {
    return busyBefore < QUIET;
  }

  HostFacts plusLines(HostFacts others) {
    List<String> all = new ArrayList<>(lines);
    all.addAll(others.lines);
    return new HostFacts(day, List.copyOf(all), busyBefore);
  }

  /** Whether numbers of these facts can stand beside those of others without a word. */
  boolean isLike(HostFacts others) {
    return day.equals(others.day) && lines.equals(others.lines) && quiet() == others.quiet();
  }

  /** In which way numbers of these facts differ from those of others: the day, and what else. */
  String besides(HostFacts others) {
    List<String> facts = new ArrayList<>();
    facts.add(day.toString());
    lines.stream().filter(it -> !others.lines.contains(it)).forEach(facts::add);
    if (!quiet()) {
      facts.add("beside other load (" + busyPercent() + " busy)");
    }
    return String.join(", ", facts);
  }

  String busyPercent() {
    return String.format(Locale.ROOT, "%.0f %%", busyBefore * 100);
  }
}
