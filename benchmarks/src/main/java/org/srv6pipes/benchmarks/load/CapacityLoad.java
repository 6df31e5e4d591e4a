package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.lab.Host;

/**
 * An open loop whose rates depend on what an engine answers when those who ask do so as fast as
 * they can. That is found out once for each engine, when it is warm.
 */
abstract class CapacityLoad implements Load {

  final OpenLoop loop;
  private final Map<Engine, Double> capacities = new HashMap<>();

  CapacityLoad(OpenLoop loop) {
    this.loop = loop;
  }

  @Override
  public void warmUp(Host client, Engine engine, Duration duration) {
    double _ = loop.capacity(client, engine, duration);
  }

  @Override
  public void prepare(Host client, Engine engine, Duration duration) {
    capacities.put(engine, loop.capacity(client, engine, duration));
  }

  double capacity(Engine engine) {
    return Objects.requireNonNull(capacities.get(engine));
  }
}
