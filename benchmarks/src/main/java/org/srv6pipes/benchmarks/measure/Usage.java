package org.srv6pipes.benchmarks.measure;

import java.time.Duration;

/** What processes have used up so far, and hold now. */
public record Usage(Duration cpu, long memoryBytes) {

  static final Usage NONE = new Usage(Duration.ZERO, 0);

  Usage plus(Usage other) {
    return new Usage(cpu.plus(other.cpu), memoryBytes + other.memoryBytes);
  }
}
