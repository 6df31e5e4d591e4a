package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;

/**
 * An open loop at a given rate, or at a share of what the engine answers when it is asked as fast
 * as it can. That is tried out once for each engine, in the first run.
 */
final class SteadyRate implements Load {

  private static final double PERCENT = 100;

  private final LoadSpec spec;
  private final Load closedLoop;
  private final OpenLoop openLoop;
  private final Map<Engine, Double> capacities = new HashMap<>();

  /**
   * @param closedLoop finds out how fast an engine can be
   */
  SteadyRate(LoadSpec spec, Load closedLoop) {
    this.spec = spec;
    this.closedLoop = closedLoop;
    this.openLoop = new OpenLoop(spec);
  }

  @Override
  public Answers run(Host client, Engine engine, Duration duration) {
    double rate =
        spec.rate().map(Integer::doubleValue).orElseGet(() -> share(client, engine, duration));
    return openLoop.offer(client, engine, rate, duration).answers();
  }

  private double share(Host client, Engine engine, Duration duration) {
    double capacity =
        capacities.computeIfAbsent(engine, it -> capacity(closedLoop.run(client, it, duration)));
    return capacity * spec.percent() / PERCENT;
  }

  private static double capacity(Answers answers) {
    return Math.max(1, answers.requests() / answers.seconds());
  }
}
