package org.srv6pipes.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Scratch;

/** Asks for something, for a while. */
public interface Load extends AutoCloseable {

  /** Keeps an engine busy until it is as fast as it gets. */
  default void warmUp(Host client, Engine engine, Duration duration) {
    run(client, engine, duration);
  }

  /** Finds out, once the engines are warm, what the runs of one of them depend on. */
  default void prepare(Host client, Engine engine, Duration duration) {}

  /** Runs to the end. */
  Answers run(Host client, Engine engine, Duration duration);

  /** Whether what an engine spends in a run is for the answers that the run tells of. */
  default boolean isOfItsAnswersAlone() {
    return true;
  }

  @Override
  default void close() throws IOException {}

  /** The load that a file describes. */
  static Load of(LoadSpec spec, Host server, Scratch scratch) throws IOException {
    return switch (spec.kind()) {
      case WRK -> new Wrk(spec, scratch);
      case IPERF3 -> new Iperf3(spec, server);
      case ECHO -> new Echo(spec, server);
      case OPEN_LOOP -> new SteadyRate(spec);
      case LARGEST_RATE -> new LargestRate(spec);
    };
  }
}
