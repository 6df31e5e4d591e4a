package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PerseveranceTest {

  private final Perseverance perseverance = new Perseverance();

  @Test
  void shouldTryEverMoreSeldomWhatKeepsFailing() {
    int tried = 0;
    for (int i = 0; i < 1_000; i++) {
      if (perseverance.isWorthTrying()) {
        tried++;
        perseverance.tried(false);
      }
    }
    assertThat(tried).isBetween(30, 40);
  }

  @Test
  void shouldTryAlwaysOnceItSucceeds() {
    perseverance.tried(false);
    assertThat(perseverance.isWorthTrying()).isFalse();
    assertThat(perseverance.isWorthTrying()).isTrue();
    perseverance.tried(true);
    assertThat(perseverance.isWorthTrying()).isTrue();
  }
}
