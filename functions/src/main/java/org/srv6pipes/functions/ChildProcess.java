package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A running program, with a thread at each of its three pipes. Whatever one of them achieves, it
 * wakes the function.
 */
final class ChildProcess {

  static final long MEMORY = 192 << 10;

  private static final int PIPE = 64 << 10;
  private static final int CHUNK = 8 << 10;
  private static final int COMPLAINTS = 16;
  private static final int LONGEST_COMPLAINT = 512;

  /**
   * How long the end of standard error is waited for: a program left in the background may hold it.
   */
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  private final Process process;
  private final String name;
  private final Runnable waker;
  private final BoundedPipe input = new BoundedPipe(PIPE);
  private final BoundedPipe output = new BoundedPipe(PIPE);
  private final Thread listener;
  private final BlockingQueue<String> complaints = new ArrayBlockingQueue<>(COMPLAINTS);
  private volatile @Nullable Integer exitCode;

  ChildProcess(Process process, String name, Runnable waker) {
    this.process = process;
    this.name = name;
    this.waker = waker;
    this.listener = start("err", this::listen);
    start("in", this::feed);
    start("out", this::collect);
  }

  BoundedPipe input() {
    return input;
  }

  BoundedPipe output() {
    return output;
  }

  /** Its exit code once it is over and all its output is in the pipe. */
  OptionalInt exitCode() {
    Integer code = exitCode;
    return code == null ? OptionalInt.empty() : OptionalInt.of(code);
  }

  /** What it wrote to its standard error, piece by piece. */
  Optional<String> complaint() {
    return Optional.ofNullable(complaints.poll());
  }

  void kill() {
    if (process.isAlive()) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    input.breakOff();
    output.breakOff();
  }

  private Thread start(String role, Task task) {
    return Thread.ofPlatform().daemon().name("exec-" + name + "-" + role).start(() -> run(task));
  }

  /** What a thread does until its pipe ends. */
  @FunctionalInterface
  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  /**
   * A pipe that breaks is the end of the work on it; the exit code tells whether that was a
   * failure.
   */
  private void run(Task task) {
    try {
      task.run();
    } catch (IOException | InterruptedException e) {
      input.breakOff();
    }
    waker.run();
  }

  private void feed() throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    try (OutputStream stdin = process.getOutputStream()) {
      for (int count = input.take(chunk); count >= 0; count = input.take(chunk)) {
        if (input.cameShort()) {
          waker.run();
        }
        stdin.write(chunk, 0, count);
        stdin.flush();
      }
    }
  }

  private void collect() throws IOException, InterruptedException {
    byte[] chunk = new byte[CHUNK];
    try (InputStream stdout = process.getInputStream()) {
      for (int count = stdout.read(chunk); count >= 0; count = stdout.read(chunk)) {
        if (!output.put(chunk, count)) {
          return;
        }
        waker.run();
      }
    } finally {
      int code = process.waitFor();
      listener.join(LAST_WORDS);
      exitCode = code;
    }
  }

  private void listen() throws IOException {
    byte[] chunk = new byte[LONGEST_COMPLAINT];
    try (InputStream stderr = process.getErrorStream()) {
      for (int count = stderr.read(chunk); count >= 0; count = stderr.read(chunk)) {
        String text = new String(chunk, 0, count, UTF_8).replaceAll("\\p{Cntrl}+", " ").strip();
        if (complaints.offer(text)) {
          waker.run();
        }
      }
    }
  }
}
