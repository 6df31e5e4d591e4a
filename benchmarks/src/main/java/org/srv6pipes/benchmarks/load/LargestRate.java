package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.Optional;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.benchmarks.search.RateSearch;
import org.srv6pipes.lab.Host;

/**
 * Searches the largest offered rate of which at least 99.5 % is answered within a second: the
 * partial drop rate. A run is a search, and each of its trials takes a run's time.
 */
final class LargestRate implements Load {

  private static final double WANTED = 0.995;
  private static final double PRECISION = 0.02;
  private static final double LEAST = 50;
  private static final double MORE_THAN_CLOSED = 1.3;

  private final Load closedLoop;
  private final OpenLoop openLoop;

  /**
   * @param closedLoop bounds the search from above
   */
  LargestRate(LoadSpec spec, Load closedLoop) {
    this.closedLoop = closedLoop;
    this.openLoop = new OpenLoop(spec);
  }

  @Override
  public Answers run(Host client, Engine engine, Duration duration) {
    Answers closed = closedLoop.run(client, engine, duration);
    double most = Math.max(2 * LEAST, MORE_THAN_CLOSED * closed.requests() / closed.seconds());
    RateSearch search = new RateSearch(LEAST, most, most * PRECISION, WANTED);
    RateSearch.Found found =
        search.run(rate -> openLoop.offer(client, engine, rate, duration).deliveredShare());
    long answered = Math.round(found.borne() * closed.seconds());
    return new Answers(answered, 0, closed.elapsed(), 0, Optional.empty());
  }
}
