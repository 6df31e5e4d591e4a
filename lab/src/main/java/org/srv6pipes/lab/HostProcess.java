package org.srv6pipes.lab;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program that runs in a host. It ends with the lab at the latest. */
public final class HostProcess implements AutoCloseable {
  private static final Duration TO_STOP = Duration.ofSeconds(5);
  private static final int LINES_IN_MESSAGES = 30;

  private final String host;
  private final List<String> command;
  private final Entrance entrance;
  private final Process process;
  private final Output output = new Output(2);
  private final long pid;

  HostProcess(String host, List<String> command, Entrance entrance) {
    this.host = host;
    this.command = List.copyOf(command);
    this.entrance = entrance;
    this.process = entrance.process();
    output.follow(host + "-stdout", process.inputReader(StandardCharsets.UTF_8));
    output.follow(host + "-stderr", process.errorReader(StandardCharsets.UTF_8));
    this.pid = entrance.program().map(ProcessHandle::pid).orElse(process.pid());
  }

  /** The program's process id, as this JVM counts. */
  public long pid() {
    return pid;
  }

  /** The most memory that it had resident at once, until now. */
  public long peakMemoryKib() {
    return ProcFiles.status(pid, "VmHWM:");
  }

  /** The memory that it has resident now. */
  public long memoryKib() {
    return ProcFiles.status(pid, "VmRSS:");
  }

  /** The memory of its own that it may write to, resident or not, which a limit counts. */
  public long ownMemoryKib() {
    return ProcFiles.status(pid, "VmData:");
  }

  /** How many threads it has. */
  public long threads() {
    return ProcFiles.status(pid, "Threads:");
  }

  /** How many descriptors it has open, but for jars, which Java opens when it needs a class. */
  public long descriptors() {
    return ProcFiles.descriptors(pid);
  }

  /** How many sockets it has open. */
  public long sockets() {
    return ProcFiles.sockets(pid);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  public OutputStream stdin() {
    return process.getOutputStream();
  }

  /**
   * The last 10 000 lines of standard output and standard error, in the order in which they came.
   */
  public List<String> lines() {
    return output.lines();
  }

  /**
   * Waits for a line on either stream; one that was printed before counts. Throws if the program
   * ends without it.
   */
  public String awaitLine(Predicate<String> wanted, Duration patience) {
    try {
      return output
          .await(wanted, patience)
          .orElseThrow(
              () ->
                  new LabException(
                      "no such line within " + patience.toMillis() + " ms from " + this));
    } catch (InterruptedException e) {
      throw Entrance.interrupted(e);
    }
  }

  public String awaitLine(String part, Duration patience) {
    return awaitLine(line -> line.contains(part), patience);
  }

  /**
   * The exit code, 128 and the signal's number if a signal ended it. Throws if it does not end in
   * time.
   */
  public int awaitExit(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new LabException("has not ended within " + patience.toMillis() + " ms: " + this);
      }
      output.awaitEnd(patience);
      return process.exitValue();
    } catch (InterruptedException e) {
      throw Entrance.interrupted(e);
    }
  }

  /**
   * Sends a signal by its name without SIG, such as {@code KILL} or {@code HUP}; a program that has
   * ended ignores it.
   */
  public void signal(String name) {
    entrance.signal(name);
  }

  /** Asks the program to end, and kills it if it has not after five seconds. */
  @Override
  public void close() {
    signal("TERM");
    try {
      process.waitFor(TO_STOP.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw Entrance.interrupted(e);
    } finally {
      entrance.kill();
    }
  }

  void kill() {
    entrance.kill();
  }

  /** The command, what has become of it, and the last lines that it printed. */
  @Override
  public String toString() {
    List<String> lines = lines();
    String tail =
        String.join(
            "\n", lines.subList(Math.max(0, lines.size() - LINES_IN_MESSAGES), lines.size()));
    String state = isAlive() ? "running" : "exit code " + process.exitValue();
    return "%s: %s (%s)\n%s".formatted(host, String.join(" ", command), state, tail);
  }
}
