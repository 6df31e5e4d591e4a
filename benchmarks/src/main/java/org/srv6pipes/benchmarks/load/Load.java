package org.srv6pipes.benchmarks.load;

import java.io.IOException;
import java.time.Duration;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.engine.Scratch;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.Host;

/** Asks for something, for a while. */
public interface Load {

  /** Runs to the end. */
  Answers run(Host client, Engine engine, Duration duration);

  /** The load that a file describes. */
  static Load of(LoadSpec spec, Host server, Scratch scratch) throws IOException {
    return switch (spec.kind()) {
      case WRK -> new Wrk(spec, scratch);
      case IPERF3 -> new Iperf3(spec, server);
      case ECHO -> new Echo(spec, server);
      case OPEN_LOOP -> new SteadyRate(spec, new Wrk(spec, scratch));
      case LARGEST_RATE -> new LargestRate(spec, new Wrk(spec, scratch));
    };
  }
}
