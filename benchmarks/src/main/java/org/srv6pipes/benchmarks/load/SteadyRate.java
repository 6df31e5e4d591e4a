package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;

/**
 * An open loop at a given rate, or at a share of what the engine answers when those who ask do so
 * as fast as they can. That is found out once for each engine, when it is warm.
 */
final class SteadyRate implements Load {

  private static final double PERCENT = 100;

  /** An answer that takes longer counts as none. */
  private static final Duration IN_TIME = Duration.ofSeconds(1);

  private final LoadSpec spec;
  private final OpenLoop loop;
  private final Map<Engine, Double> capacities = new HashMap<>();

  SteadyRate(LoadSpec spec) {
    this.spec = spec;
    this.loop = new OpenLoop(spec, IN_TIME);
  }

  @Override
  public void warmUp(Host client, Engine engine, Duration duration) {
    double _ = loop.capacity(client, engine, duration);
  }

  @Override
  public void prepare(Host client, Engine engine, Duration duration) {
    if (spec.rate().isEmpty()) {
      capacities.put(engine, loop.capacity(client, engine, duration));
    }
  }

  @Override
  public Answers run(Host client, Engine engine, Duration duration) {
    double rate = spec.rate().map(Integer::doubleValue).orElseGet(() -> share(engine));
    return loop.offer(client, engine, rate, duration).answers();
  }

  private double share(Engine engine) {
    return Objects.requireNonNull(capacities.get(engine)) * spec.percent() / PERCENT;
  }
}
