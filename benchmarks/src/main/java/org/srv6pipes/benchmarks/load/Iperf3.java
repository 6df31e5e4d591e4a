package org.srv6pipes.benchmarks.load;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.engine.Listening;
import org.srv6pipes.benchmarks.engine.Way;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.CommandResult;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.LabException;

/**
 * {@code iperf3}, from the server to the client, who counts. Engines that the client addresses do
 * not lead there.
 */
final class Iperf3 implements Load {

  private static final int PORT = Way.PORT + 1;
  private static final Duration AT_MOST_LATE = Duration.ofSeconds(20);
  private static final Pattern RECEIVED =
      Pattern.compile(
          "\"sum_received\":\\s*\\{[^}]*\"seconds\":\\s*([0-9.]+),\\s*\"bytes\":\\s*(\\d+)");

  private final LoadSpec spec;
  private final Host server;

  Iperf3(LoadSpec spec, Host server) {
    this.spec = spec;
    this.server = server;
  }

  /** Each run has a server of its own: one that has just served a client may still be busy. */
  @Override
  public Answers run(Host client, Engine engine, Duration duration) {
    try (HostProcess listener = server.start("iperf3", "--server", "--one-off", "--port=" + PORT)) {
      Listening.await(server, PORT, listener);
      return parse(
          client
              .run(
                  duration.plus(AT_MOST_LATE),
                  List.of(
                      "iperf3",
                      "--json",
                      "--reverse",
                      "--client=" + engine.target(),
                      "--port=" + PORT,
                      "--parallel=" + spec.connections(),
                      "--time=" + duration.toSeconds()))
              .orThrow());
    }
  }

  static Answers parse(CommandResult result) {
    Matcher found = RECEIVED.matcher(result.stdout());
    if (!found.find()) {
      throw new LabException("iperf3 has not said what arrived: " + result);
    }
    Duration elapsed =
        Duration.ofNanos(Math.round(Double.parseDouble(found.group(1)) * Answers.NANOS));
    return new Answers(0, Long.parseLong(found.group(2)), elapsed, 0, Optional.empty());
  }
}
