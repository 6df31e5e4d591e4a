package org.srv6pipes.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "12345, 12 300",
    "999, 999",
    "2.4567, 2.46",
    "0.00123, 0.00123",
    "0, 0",
    "99.96, 100.0"
  })
  void shouldShowThreeDigits(double value, String shown) {
    assertThat(Numbers.significant(value)).isEqualTo(shown);
  }
}
