package org.srv6pipes.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.engine.Way;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.lab.CommandResult;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.Scratch;

/**
 * {@code wrk}: each connection asks again as soon as it has its answer. Its latency begins when a
 * connection is open and its request is written, and leaves out whatever it would have asked while
 * it waited.
 */
final class Wrk implements Load {

  private static final String SCRIPT = "measured.lua";
  private static final int THREADS = 2;
  private static final Duration AT_MOST_LATE = Duration.ofSeconds(20);
  private static final Pattern MEASURED =
      Pattern.compile(
          "measured requests=(\\d+) bytes=(\\d+) micros=(\\d+) errors=(\\d+) p50=(\\d+) p99=(\\d+)"
              + " p999=(\\d+)");
  private static final long NANOS_PER_MICRO = 1000;

  private final LoadSpec spec;
  private final Path script;

  Wrk(LoadSpec spec, Scratch scratch) throws IOException {
    this.spec = spec;
    try (InputStream text = Wrk.class.getResourceAsStream(SCRIPT)) {
      this.script = scratch.file(SCRIPT, new String(text.readAllBytes(), UTF_8));
    }
  }

  @Override
  public Answers run(Host client, Engine engine, Duration duration) {
    return parse(client.run(duration.plus(AT_MOST_LATE), command(engine, duration)).orThrow());
  }

  private List<String> command(Engine engine, Duration duration) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "wrk",
                "--threads=" + Math.min(THREADS, spec.connections()),
                "--connections=" + spec.connections(),
                "--duration=" + duration.toSeconds(),
                "--timeout=10",
                "--script=" + script));
    if (!spec.keepAlive()) {
      command.add("--header=Connection: close");
    }
    command.add("http://[%s]:%d/%d".formatted(engine.target(), Way.PORT, spec.bytes()));
    return command;
  }

  static Answers parse(CommandResult result) {
    Matcher found = MEASURED.matcher(result.stdout());
    if (!found.find()) {
      throw new LabException("wrk has not said what it measured: " + result);
    }
    Answers.Latency latency =
        new Answers.Latency(micros(found, 5), micros(found, 6), micros(found, 7));
    return new Answers(
        number(found, 1),
        number(found, 2),
        micros(found, 3),
        number(found, 4),
        latency.p999().isZero() ? Optional.empty() : Optional.of(latency));
  }

  private static long number(Matcher found, int group) {
    return Long.parseLong(found.group(group));
  }

  private static Duration micros(Matcher found, int group) {
    return Duration.ofNanos(number(found, group) * NANOS_PER_MICRO);
  }
}
