package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.Optional;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.benchmarks.search.RateSearch;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.LabException;

/**
 * Searches the largest offered rate of which at least 99.5 % is answered in time, the partial drop
 * rate, or all of it, the no-drop rate. A run is a search, and each of its trials takes a run's
 * time, or less where the rate turns out to be too much before that.
 */
final class LargestRate extends CapacityLoad {

  private static final double PARTIAL_DROP = 0.995;
  private static final double NO_DROP = 1;
  private static final double PRECISION = 0.02;
  private static final double LEAST = 50;
  private static final double MORE_THAN_CAPACITY = 1.3;

  /**
   * Short beside a trial, because whatever is offered too much only waits: at two percent over what
   * it can do, an engine is 0.2 s late after 10 s.
   */
  private static final Duration IN_TIME = Duration.ofMillis(200);

  private final double wanted;

  LargestRate(LoadSpec spec) {
    super(new OpenLoop(spec, IN_TIME));
    wanted = spec.noDrop() ? NO_DROP : PARTIAL_DROP;
  }

  @Override
  public Answers run(Host client, Engine engine, Duration duration) {
    double most = Math.max(2 * LEAST, MORE_THAN_CAPACITY * capacity(engine));
    RateSearch.Found found = search(client, engine, duration, most);
    while (Double.isInfinite(found.notBorne())) {
      most *= 2;
      found = search(client, engine, duration, most);
    }
    if (found.borne() == 0) {
      throw new LabException(
          "not even %.0f requests/s are answered within %d ms"
              .formatted(LEAST, IN_TIME.toMillis()));
    }
    long answered = Math.round(found.borne() * duration.toNanos() / Answers.NANOS);
    return new Answers(answered, 0, duration, 0, Optional.empty());
  }

  private RateSearch.Found search(Host client, Engine engine, Duration duration, double most) {
    return new RateSearch(LEAST, most, most * PRECISION, wanted)
        .run(rate -> deliveredShare(client, engine, duration, rate));
  }

  private double deliveredShare(Host client, Engine engine, Duration duration, double rate) {
    double offered = rate * duration.toNanos() / Answers.NANOS;
    long mayMiss = (long) (offered * (1 - wanted));
    return loop.offer(client, engine, rate, duration, mayMiss).deliveredShare();
  }

  /** An engine works for all the trials. */
  @Override
  public boolean isOfItsAnswersAlone() {
    return false;
  }
}
