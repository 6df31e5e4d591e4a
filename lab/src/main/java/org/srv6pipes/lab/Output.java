package org.srv6pipes.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The last lines that a process printed, from both its streams, in the order in which they came.
 */
final class Output {
  private static final int KEPT = 10_000;

  private final Lock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<String> lines = new ArrayDeque<>();
  private long dropped;
  private int open;

  /** Copies so many streams. */
  Output(int streams) {
    open = streams;
  }

  /** Copies a stream, on a thread of its own, to its end. */
  void follow(String threadName, BufferedReader stream) {
    Thread.ofPlatform().daemon().name(threadName).start(() -> copy(stream));
  }

  private void copy(BufferedReader stream) {
    try (stream) {
      for (String line = stream.readLine(); line != null; line = stream.readLine()) {
        add(line);
      }
    } catch (IOException killed) {
      // A stream that breaks off has ended like any other.
    } finally {
      update(() -> open--);
    }
  }

  private void add(String line) {
    update(
        () -> {
          lines.add(line);
          if (lines.size() > KEPT) {
            lines.remove();
            dropped++;
          }
        });
  }

  private void update(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  List<String> lines() {
    lock.lock();
    try {
      return new ArrayList<>(lines);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The first line that matches, also among those printed before; empty if none comes before the
   * end of all streams or in time.
   */
  Optional<String> await(Predicate<String> wanted, Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      long seen = 0;
      while (true) {
        Optional<String> line =
            lines.stream().skip(Math.max(0, seen - dropped)).filter(wanted).findFirst();
        if (line.isPresent() || open == 0 || left <= 0) {
          return line;
        }
        seen = dropped + lines.size();
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all streams have come to their end, at most so long. */
  void awaitEnd(Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = patience.toNanos();
      while (open > 0 && left > 0) {
        left = changed.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }
}
