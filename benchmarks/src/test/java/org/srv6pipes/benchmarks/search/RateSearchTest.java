package org.srv6pipes.benchmarks.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.benchmarks.search.RateSearch.Found;

final class RateSearchTest {

  private static final double PARTIAL_DROP = 0.995;

  /** Delivers what it can and drops the rest. */
  private static RateSearch.Trial engine(double capacity) {
    return rate -> Math.min(1, capacity / rate);
  }

  @ParameterizedTest
  @ValueSource(doubles = {150, 999, 5000, 12_345, 19_000})
  void shouldFindTheCapacityOfAnEngineThatDropsWhatItCannotBear(double capacity) {
    Found found = new RateSearch(100, 20_000, 10, 1).run(engine(capacity));

    assertThat(found.borne()).isLessThanOrEqualTo(capacity).isCloseTo(capacity, within(10.0));
    assertThat(found.notBorne()).isGreaterThan(capacity).isCloseTo(capacity, within(10.0));
  }

  @Test
  void shouldFindALittleMoreWhereALittleMayBeLost() {
    Found found = new RateSearch(100, 20_000, 1, PARTIAL_DROP).run(engine(10_000));

    assertThat(found.borne()).isCloseTo(10_000 / PARTIAL_DROP, within(1.0));
  }

  /** What comes late only waits: the longer a trial is beside what is in time, the less of it. */
  @Test
  void shouldStayNearTheCapacityOfAnEngineThatLetsEverythingWait() {
    double shareOfATrialThatIsInTime = 0.2 / 10;
    RateSearch.Trial waiting =
        rate -> Math.min(1, shareOfATrialThatIsInTime / Math.max(1e-9, rate / 8000 - 1));

    assertThat(new RateSearch(100, 20_000, 10, PARTIAL_DROP).run(waiting).borne())
        .isBetween(8000.0, 8000 * 1.025);
  }

  @Test
  void shouldHalveTheIntervalWithEachTrial() {
    Found found = new RateSearch(100, 100 + 1024, 1, 1).run(engine(500));

    assertThat(found.trials()).as("ten halvings of 1024").isEqualTo(10);
  }

  @Test
  void shouldSayThatEvenTheLeastIsTooMuch() {
    assertThat(new RateSearch(100, 164, 1, 1).run(engine(50)))
        .as("six halvings of 64, and the least")
        .isEqualTo(new Found(0, 100, 7));
  }

  @Test
  void shouldNotClaimABoundThatItHasNotSeen() {
    Found found = new RateSearch(100, 200, 1, 1).run(engine(1_000_000));

    assertThat(found.borne()).isCloseTo(200, within(1.0));
    assertThat(found.notBorne()).isInfinite();
  }

  @Test
  void shouldStayNearTheCapacityOfAnEngineThatVariesALittle() {
    Random random = new Random(1);
    RateSearch.Trial varying =
        rate -> Math.min(1, 8000 * (1 + 0.01 * random.nextGaussian()) / rate);

    assertThat(new RateSearch(100, 20_000, 20, PARTIAL_DROP).run(varying).borne())
        .isCloseTo(8000, within(400.0));
  }

  @Test
  void shouldRefuseAnIntervalTheWrongWayRound() {
    assertThatThrownBy(() -> new RateSearch(200, 100, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("200");
  }
}
