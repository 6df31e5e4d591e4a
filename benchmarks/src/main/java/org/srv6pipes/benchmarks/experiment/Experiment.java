package org.srv6pipes.benchmarks.experiment;

import static org.srv6pipes.service.config.ValueTypes.DURATION;
import static org.srv6pipes.service.config.ValueTypes.STRING;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.nonEmptyListOf;

import java.time.Duration;
import java.util.List;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;
import org.srv6pipes.service.config.Values;

/**
 * Engines side by side, under the same loads.
 *
 * @param engines by name; the first is what the others are compared with
 * @param loads by name
 * @param runs of each engine under each load
 */
public record Experiment(
    String title,
    List<String> engines,
    List<String> loads,
    int runs,
    Duration warmUp,
    Duration duration,
    LinkSpec links) {

  private static final Keys KEYS = new Keys();
  private static final Key<String> TITLE = KEYS.required("title", STRING, "What it is about.");
  private static final Key<List<String>> ENGINES =
      KEYS.required(
          "engines",
          nonEmptyListOf(STRING),
          "Names of engines. The first is what the others are compared with.");
  private static final Key<List<String>> LOADS =
      KEYS.required("loads", nonEmptyListOf(STRING), "Names of loads.");
  private static final Key<Integer> RUNS =
      KEYS.key("runs", integer(1, 1000), 5, "Runs of each engine under each load.");
  private static final Key<Duration> WARM_UP =
      KEYS.key(
          "warm-up",
          DURATION,
          Duration.ofSeconds(2),
          "Of each engine that is compiled while it runs, under each load.");
  private static final Key<Duration> DURATION_OF_RUN =
      KEYS.key("duration", DURATION, Duration.ofSeconds(2), "How long a run takes.");
  private static final Key<LinkSpec> LINKS =
      KEYS.table("links", LinkSpec.TABLE, "The links, all alike. If not given: nothing holds up.");

  static final Table<Experiment> TABLE = KEYS.readAs(Experiment::read);

  private static Experiment read(Values values) {
    return new Experiment(
        values.get(TITLE),
        values.get(ENGINES),
        values.get(LOADS),
        values.get(RUNS),
        values.get(WARM_UP),
        values.get(DURATION_OF_RUN),
        values.get(LINKS));
  }

  /** What the others are compared with. */
  public String baseline() {
    return engines.getFirst();
  }
}
