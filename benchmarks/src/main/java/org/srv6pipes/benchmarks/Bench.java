package org.srv6pipes.benchmarks;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.srv6pipes.benchmarks.engine.Arena;
import org.srv6pipes.benchmarks.engine.Engine;
import org.srv6pipes.benchmarks.experiment.Experiment;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.benchmarks.experiment.Suite;
import org.srv6pipes.benchmarks.experiment.TimeSpec;
import org.srv6pipes.benchmarks.load.Answers;
import org.srv6pipes.benchmarks.load.Load;
import org.srv6pipes.benchmarks.measure.Case;
import org.srv6pipes.benchmarks.measure.Measure;
import org.srv6pipes.benchmarks.measure.Processes;
import org.srv6pipes.benchmarks.measure.Samples;
import org.srv6pipes.benchmarks.measure.Usage;
import org.srv6pipes.benchmarks.times.Trial;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.Scratch;
import org.srv6pipes.proxy.chain.PluginException;

/** Runs the experiments of a suite: engines take turns, round by round. */
final class Bench {

  private static final double THOUSAND = 1e3;
  private static final double GIGA = 1e9;
  private static final double MEBI = 1 << 20;
  private static final double MILLION = 1e6;

  /** Hears, after each experiment, of all that has been measured until then. */
  @FunctionalInterface
  interface Listener {
    void measured(Samples samples) throws IOException;
  }

  private final Path launcher;
  private final PrintWriter progress;
  private final Samples samples = new Samples();

  private Bench(Path launcher, PrintWriter progress) {
    this.launcher = launcher;
    this.progress = progress;
  }

  /**
   * Runs all of it. An experiment in which something fails ends there, and the next one begins.
   *
   * @param launcher of the program that is ours
   * @param progress hears of every run
   */
  static Samples run(Suite suite, Path launcher, PrintWriter progress, Listener listener)
      throws IOException, PluginException {
    Bench bench = new Bench(launcher, progress);
    if (!suite.times().isEmpty()) {
      bench.time(suite);
      listener.measured(bench.samples);
    }
    for (Experiment experiment : suite.experiments()) {
      try {
        bench.run(suite, experiment);
      } catch (LabException failed) {
        progress.println(" " + experiment.title() + " ends here: " + failed.getMessage());
      }
      listener.measured(bench.samples);
    }
    return bench.samples;
  }

  private void time(Suite suite) throws IOException, PluginException {
    progress.println(TimeSpec.EXPERIMENT);
    for (TimeSpec time : suite.times()) {
      try (Scratch scratch = new Scratch();
          Trial trial = Trial.of(time.of(), launcher, scratch)) {
        for (int run = 0; run < time.runs(); run++) {
          trial.subjects().forEach(subject -> time(trial, time.of(), subject));
        }
        progress.println();
      } catch (LabException failed) {
        progress.println(" " + time.of().label() + " ends here: " + failed.getMessage());
      }
    }
  }

  private void time(Trial trial, TimeSpec.What what, String subject) {
    Trial.Sample sample = trial.run(subject);
    Case of = new Case(TimeSpec.EXPERIMENT, what.label(), subject);
    samples.add(of, sample.measure(), sample.value());
    samples.add(of, Measure.ERRORS, (double) sample.errors());
    progress.printf(
        "  %s, %s: %.3f %s;", what.label(), subject, sample.value(), sample.measure().label());
    progress.flush();
  }

  private void run(Suite suite, Experiment experiment) throws IOException, PluginException {
    progress.println(experiment.title());
    Map<String, LoadSpec> specs = suite.loadsOf(experiment);
    List<Long> sizes = specs.values().stream().map(LoadSpec::bytes).distinct().toList();
    try (Scratch scratch = new Scratch();
        Arena arena =
            new Arena(suite.enginesOf(experiment), experiment.links(), sizes, launcher, scratch)) {
      Map<String, Load> loads = new LinkedHashMap<>();
      for (Map.Entry<String, LoadSpec> spec : specs.entrySet()) {
        loads.put(spec.getKey(), Load.of(spec.getValue(), arena.server(), scratch));
      }
      try {
        run(arena, experiment, loads);
      } finally {
        for (Load load : loads.values()) {
          load.close();
        }
      }
    }
  }

  private void run(Arena arena, Experiment experiment, Map<String, Load> loads) {
    loads.values().forEach(load -> warmUp(arena, load, experiment.warmUp()));
    for (Load load : loads.values()) {
      for (Engine engine : arena.engines().values()) {
        load.prepare(arena.client(), engine, experiment.duration());
      }
    }
    for (int round = 1; round <= experiment.runs(); round++) {
      for (Map.Entry<String, Load> load : loads.entrySet()) {
        round(arena, experiment, load.getKey(), load.getValue(), round);
      }
    }
  }

  private static void warmUp(Arena arena, Load load, Duration duration) {
    if (duration.isPositive()) {
      arena.engines().values().stream()
          .filter(Engine::warmsUp)
          .forEach(engine -> load.warmUp(arena.client(), engine, duration));
    }
  }

  private void round(Arena arena, Experiment experiment, String name, Load load, int round) {
    progress.printf("  round %d, %s:", round, name);
    for (Map.Entry<String, Engine> engine : arena.engines().entrySet()) {
      Case of = new Case(experiment.title(), name, engine.getKey());
      List<Long> pids = engine.getValue().processes().stream().map(HostProcess::pid).toList();
      Usage before = Processes.usage(pids);
      Answers answers = load.run(arena.client(), engine.getValue(), experiment.duration());
      Usage after = Processes.usage(pids);
      record(of, answers);
      if (!pids.isEmpty()) {
        samples.add(of, Measure.MEMORY, after.memoryBytes() / MEBI);
        if (load.isOfItsAnswersAlone()) {
          record(of, answers, after.cpu().minus(before.cpu()));
        }
      }
      progress.printf(
          " %s %.0f/s %.2f GB/s%s;",
          of.engine(),
          answers.requests() / answers.seconds(),
          answers.bytes() / GIGA / answers.seconds(),
          answers.errors() == 0 ? "" : " (" + answers.errors() + " errors)");
      progress.flush();
    }
    progress.println();
  }

  private void record(Case of, Answers answers) {
    samples.add(of, Measure.REQUESTS, answers.requests() / answers.seconds());
    samples.add(of, Measure.GOODPUT, answers.bytes() / GIGA / answers.seconds());
    samples.add(of, Measure.ERRORS, (double) answers.errors());
    recordLatency(of, answers);
  }

  private void recordLatency(Case of, Answers answers) {
    answers.firstByte().ifPresent(it -> samples.add(of, Measure.FIRST_BYTE, millis(it)));
    answers
        .latency()
        .ifPresent(
            latency -> {
              samples.add(of, Measure.P50, millis(latency.p50()));
              samples.add(of, Measure.P99, millis(latency.p99()));
              samples.add(of, Measure.P999, millis(latency.p999()));
            });
  }

  private void record(Case of, Answers answers, Duration cpu) {
    double seconds = cpu.toNanos() / GIGA;
    samples.add(of, Measure.CPU_PER_1000, seconds * THOUSAND / Math.max(1, answers.requests()));
    samples.add(of, Measure.CPU_PER_GB, seconds * GIGA / Math.max(1, answers.bytes()));
  }

  private static double millis(Duration duration) {
    return duration.toNanos() / MILLION;
  }
}
