package org.srv6pipes.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateLimitTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void shouldAllowABurstAndThenSoManyPerSecond() {
    RateLimit limit = new RateLimit(100, 0);
    assertThat(allowed(limit, 1000, 0, 0)).isEqualTo(100);
    assertThat(allowed(limit, 1000, 0, SECOND / 1000)).isEqualTo(99);
  }

  @Test
  void shouldNotForgetFractionsHoweverOftenItIsAsked() {
    RateLimit limit = new RateLimit(100, 0);
    allowed(limit, 100, 0, 0);
    long nineteenMillis = SECOND * 19 / 1000;
    assertThat(allowed(limit, 1000, SECOND, nineteenMillis)).isEqualTo(1000);
    allowed(limit, 100, SECOND * 20, 0);
    long threeMillis = SECOND * 3 / 1000;
    assertThat(allowed(limit, 1000, SECOND * 20, threeMillis)).isBetween(299, 300);
  }

  @Test
  void shouldNotHoardInALongSilence() {
    RateLimit limit = new RateLimit(100, 0);
    assertThat(allowed(limit, 1000, SECOND * 1_000_000, 0)).isEqualTo(100);
  }

  @Test
  void shouldAllowOneMoreForEachThatIsGivenBackAndNoMoreThanItHolds() {
    RateLimit limit = new RateLimit(2, 1, 0);
    limit.giveBack();
    assertThat(allowed(limit, 5, 0, 0)).isEqualTo(2);
    limit.giveBack();
    assertThat(allowed(limit, 5, 0, 0)).isEqualTo(1);
  }

  @Test
  void shouldAllowNothingAtRateZero() {
    assertThat(allowed(new RateLimit(0, 0), 10, 0, SECOND)).isZero();
  }

  private static int allowed(RateLimit limit, int asked, long from, long step) {
    int allowed = 0;
    for (int i = 0; i < asked; i++) {
      allowed += limit.allows(from + i * step) ? 1 : 0;
    }
    return allowed;
  }
}
