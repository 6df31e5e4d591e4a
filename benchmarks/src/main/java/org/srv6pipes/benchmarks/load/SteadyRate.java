package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;

/** An open loop at a given rate, or at a share of an engine's capacity. */
final class SteadyRate extends CapacityLoad {

  private static final double PERCENT = 100;

  /** An answer that takes longer counts as none. */
  private static final Duration IN_TIME = Duration.ofSeconds(1);

  private final LoadSpec spec;

  SteadyRate(LoadSpec spec) {
    super(new OpenLoop(spec, IN_TIME));
    this.spec = spec;
  }

  @Override
  public void prepare(Host client, Engine engine, Duration duration) {
    if (spec.rate().isEmpty()) {
      super.prepare(client, engine, duration);
    }
  }

  @Override
  public Answers run(Host client, Engine engine, Duration duration) {
    double rate =
        spec.rate()
            .map(Integer::doubleValue)
            .orElseGet(() -> capacity(engine) * spec.percent() / PERCENT);
    return loop.offer(client, engine, rate, duration).answers();
  }
}
