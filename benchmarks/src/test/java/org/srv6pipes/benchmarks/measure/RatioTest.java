package org.srv6pipes.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RatioTest {

  @Test
  void shouldBeSureOfARatioThatEveryRoundAgreesOn() {
    Ratio ratio = Ratio.of(List.of(50.0, 5.0, 500.0), List.of(100.0, 10.0, 1000.0));

    assertThat(ratio.value()).isCloseTo(0.5, within(1e-9));
    assertThat(ratio.high() - ratio.low()).isLessThan(1e-9);
  }

  @Test
  void shouldTakeTheIntervalFromStudentsDistribution() {
    // logarithms ln 1, ln 2, ln 4: mean ln 2, deviation ln 2, 2 degrees of freedom: t = 4.303
    Ratio ratio = Ratio.of(List.of(1.0, 2.0, 4.0), List.of(1.0, 1.0, 1.0));

    assertThat(ratio.value()).isCloseTo(2, within(1e-9));
    assertThat(ratio.high()).isCloseTo(2 * Math.pow(2, 4.303 / Math.sqrt(3)), within(1e-6));
    assertThat(ratio.low() * ratio.high()).isCloseTo(4, within(1e-6));
  }

  @Test
  void shouldNotBeSureAfterOneRound() {
    Ratio ratio = Ratio.of(List.of(3.0), List.of(2.0));

    assertThat(ratio.value()).isCloseTo(1.5, within(1e-9));
    assertThat(ratio.high()).isInfinite();
    assertThat(ratio.differsFrom(new Ratio(9, 8, 10))).isFalse();
  }

  @Test
  void shouldDifferOnlyWhereIntervalsAreApart() {
    Ratio slow = new Ratio(0.5, 0.4, 0.6);

    assertThat(slow.differsFrom(new Ratio(0.7, 0.61, 0.8))).isTrue();
    assertThat(slow.differsFrom(new Ratio(0.7, 0.59, 0.8))).isFalse();
    assertThat(slow.differsFrom(new Ratio(0.3, 0.2, 0.39))).isTrue();
  }

  @Test
  void shouldRefuseRunsWithoutACounterpart() {
    assertThatThrownBy(() -> Ratio.of(List.of(1.0, 2.0), List.of(1.0)))
        .hasMessage("2 and 1 runs do not make pairs");
  }
}
