package org.srv6pipes.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProcessesTest {

  @Test
  void shouldAddUserAndSystemTimeWhateverTheProgramIsCalled() {
    String stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 150 25 7 8 20 0 1 0 99 0 0";

    assertThat(Processes.cpu(stat)).isEqualTo(Duration.ofMillis(1750));
  }

  @Test
  void shouldSeeItsOwnProcessUseTheProcessor() {
    List<Long> self = List.of(ProcessHandle.current().pid());
    Usage before = Processes.usage(self);
    long deadline = System.nanoTime() + Duration.ofMillis(100).toNanos();
    while (System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }

    Usage after = Processes.usage(self);
    assertThat(after.cpu()).isGreaterThan(before.cpu());
    assertThat(after.memoryBytes()).isGreaterThan(1 << 20);
  }
}
