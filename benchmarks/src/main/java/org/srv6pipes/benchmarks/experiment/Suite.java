package org.srv6pipes.benchmarks.experiment;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.ConfigSchema;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Values;

/**
 * A file of experiments.
 *
 * @param name of the file, without its ending; a report is called like it
 */
public record Suite(
    String name,
    Map<String, EngineSpec> engines,
    Map<String, LoadSpec> loads,
    List<Experiment> experiments,
    List<TimeSpec> times) {

  private static final String ENDING = ".toml";

  private record Content(
      Map<String, EngineSpec> engines,
      Map<String, LoadSpec> loads,
      List<Experiment> experiments,
      List<TimeSpec> times) {}

  private static final Keys KEYS = new Keys();
  private static final Key<Map<String, EngineSpec>> ENGINES =
      KEYS.namedTables("engines", EngineSpec.TABLE, "What can stand between client and server.");
  private static final Key<Map<String, LoadSpec>> LOADS =
      KEYS.namedTables("loads", LoadSpec.TABLE, "What a client can ask for.");
  private static final Key<List<Experiment>> EXPERIMENTS =
      KEYS.tables("experiments", Experiment.TABLE, "What is compared under what.");
  private static final Key<List<TimeSpec>> TIMES =
      KEYS.tables("times", TimeSpec.TABLE, "What is timed besides.");

  private static final ConfigSchema<Content> SCHEMA =
      new ConfigSchema<>("bench", "Experiments.", KEYS.readAs(Suite::content));

  /** Reads a file; every problem in it is reported at once. */
  public static Suite read(Path file) throws ConfigException {
    Content content = SCHEMA.load(file).value();
    String name = String.valueOf(file.getFileName()).replace(ENDING, "");
    return new Suite(name, content.engines, content.loads, content.experiments, content.times);
  }

  private static Content content(Values values) {
    Content content =
        new Content(
            values.get(ENGINES), values.get(LOADS), values.get(EXPERIMENTS), values.get(TIMES));
    for (Experiment experiment : content.experiments) {
      requireKnown(values, experiment, experiment.engines(), content.engines.keySet());
      requireKnown(values, experiment, experiment.loads(), content.loads.keySet());
    }
    return content;
  }

  private static void requireKnown(
      Values values, Experiment experiment, List<String> named, Set<String> known) {
    for (String name : named) {
      values.check(
          known.contains(name),
          EXPERIMENTS,
          "'%s' names '%s', which is none of %s".formatted(experiment.title(), name, known));
    }
  }

  /** What there is to run; all that is timed has one title. */
  public List<String> titles() {
    List<String> titles = new ArrayList<>();
    if (!times.isEmpty()) {
      titles.add(TimeSpec.EXPERIMENT);
    }
    experiments.forEach(experiment -> titles.add(experiment.title()));
    return titles;
  }

  /** The part of it in whose titles the pattern is found. */
  public Suite only(Pattern pattern) {
    Predicate<String> wanted = pattern.asPredicate();
    return new Suite(
        name,
        engines,
        loads,
        experiments.stream().filter(it -> wanted.test(it.title())).toList(),
        wanted.test(TimeSpec.EXPERIMENT) ? times : List.of());
  }

  public EngineSpec engine(String engine) {
    return known(engines, engine);
  }

  public LoadSpec load(String load) {
    return known(loads, load);
  }

  private static <T> T known(Map<String, T> all, String name) {
    T value = all.get(name);
    if (value == null) {
      throw new IllegalArgumentException("'%s' is none of %s".formatted(name, all.keySet()));
    }
    return value;
  }

  /** The engines of an experiment, in its order. */
  public Map<String, EngineSpec> enginesOf(Experiment experiment) {
    Map<String, EngineSpec> chosen = new LinkedHashMap<>();
    experiment.engines().forEach(name -> chosen.put(name, engine(name)));
    return chosen;
  }

  /** The loads of an experiment, in its order. */
  public Map<String, LoadSpec> loadsOf(Experiment experiment) {
    Map<String, LoadSpec> chosen = new LinkedHashMap<>();
    experiment.loads().forEach(name -> chosen.put(name, load(name)));
    return chosen;
  }
}
