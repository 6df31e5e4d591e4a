package org.srv6pipes.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SummaryTest {

  @Test
  void shouldTakeTheMiddleOfAnOddNumberOfRuns() {
    assertThat(Summary.of(List.of(9.0, 1.0, 2.0)))
        .satisfies(
            it -> {
              assertThat(it.median()).isEqualTo(2);
              assertThat(it.least()).isEqualTo(1);
              assertThat(it.most()).isEqualTo(9);
            });
  }

  @Test
  void shouldTakeTheMeanOfTheTwoMiddleOnes() {
    assertThat(Summary.of(List.of(4.0, 1.0, 2.0, 100.0)).median()).isEqualTo(3);
  }

  @Test
  void shouldDivideByOneLessThanTheNumberOfRuns() {
    assertThat(Summary.of(List.of(2.0, 4.0)).deviation()).isCloseTo(Math.sqrt(2), within(1e-9));
    assertThat(Summary.of(List.of(2.0)).deviation()).isZero();
  }
}
