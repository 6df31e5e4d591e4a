package org.srv6pipes.benchmarks.inner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.AverageTimeResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ResultRole;
import org.srv6pipes.benchmarks.measure.Ratio;

final class InTurnsTest {

  @Test
  void shouldTellTheKindsApart() {
    InTurns turns = new InTurns(List.of(jvm(10, 11, 12, 13, 14), jvm(20, 21)), 2);

    assertThat(turns.of(0, it -> it.getPrimaryResult().getScore()))
        .containsExactly(List.of(10.0, 12.0, 14.0), List.of(20.0));
    assertThat(turns.of(1, it -> it.getPrimaryResult().getScore()))
        .containsExactly(List.of(11.0, 13.0), List.of(21.0));
  }

  @Test
  void shouldCompareThemWithinEachJvmAsOneOfItsOwnSpeed() {
    InTurns turns =
        new InTurns(List.of(jvm(10, 11, 10, 11), jvm(100, 110), jvm(20, 22, 20, 22, 20, 999)), 2);

    Ratio ratio = turns.ratio(1, 0);

    assertThat(ratio.value()).isCloseTo(1.1, within(1e-9));
    assertThat(ratio.high() - ratio.low()).isLessThan(1e-9);
  }

  private static List<IterationResult> jvm(int... nanosOfEachIteration) {
    return Arrays.stream(nanosOfEachIteration).mapToObj(InTurnsTest::iteration).toList();
  }

  private static IterationResult iteration(int nanos) {
    IterationResult result = new IterationResult(null, null, null);
    result.addResult(
        new AverageTimeResult(ResultRole.PRIMARY, "loop", 1, nanos, TimeUnit.NANOSECONDS));
    return result;
  }
}
