package org.srv6pipes.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The process that went into a host's namespaces to run a program there, and waits for it outside.
 *
 * <p>It must outlive the program: a program that nobody waits for would stay in the pid namespace
 * as a zombie, and the namespace with it.
 */
final class Entrance {
  private static final Duration TO_START = Duration.ofSeconds(5);

  private final Process process;

  private Entrance(Process process) {
    this.process = process;
  }

  static Entrance into(HostNamespace host, List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(host.enter(command));
    builder.environment().putAll(environment);
    try {
      return new Entrance(builder.start());
    } catch (IOException e) {
      throw new LabException(host.name() + ": 'nsenter' (package util-linux) cannot be started", e);
    }
  }

  /** The waiting process: its streams and its exit code are those of the program. */
  Process process() {
    return process;
  }

  /** The program itself; empty if it has ended. */
  Optional<ProcessHandle> program() {
    long deadline = System.nanoTime() + TO_START.toNanos();
    try {
      Optional<ProcessHandle> child = process.children().findFirst();
      while (child.isEmpty()
          && !process.waitFor(1, TimeUnit.MILLISECONDS)
          && System.nanoTime() < deadline) {
        child = process.children().findFirst();
      }
      return child;
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Sends a signal by name to the program; one that has ended ignores it. */
  void signal(String name) {
    program().ifPresent(program -> send(name, program.pid()));
    if (!name.equals("STOP")) {
      // It stops when the program stops, and would not see it go on or end.
      send("CONT", process.pid());
    }
  }

  private static void send(String signal, long pid) {
    try {
      new ProcessBuilder("sh", "-c", "kill -s \"$0\" \"$1\"", signal, Long.toString(pid))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      throw new LabException("signal " + signal + " to process " + pid + ": no shell", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Kills the program if it still runs; returns when it is gone. */
  void kill() {
    if (!process.isAlive()) {
      return;
    }
    if (program().isEmpty()) {
      process.destroyForcibly();
    }
    signal("KILL");
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  static LabException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new LabException("interrupted while waiting for a process", e);
  }
}
