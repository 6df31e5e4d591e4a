package org.srv6pipes.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.srv6pipes.benchmarks.experiment.EngineSpec;
import org.srv6pipes.benchmarks.experiment.Experiment;
import org.srv6pipes.benchmarks.experiment.LoadSpec;
import org.srv6pipes.benchmarks.experiment.Suite;
import org.srv6pipes.benchmarks.experiment.TimeSpec;
import org.srv6pipes.benchmarks.measure.Case;
import org.srv6pipes.benchmarks.measure.Measure;
import org.srv6pipes.benchmarks.measure.Ratio;
import org.srv6pipes.benchmarks.measure.Samples;
import org.srv6pipes.benchmarks.measure.Summary;

/** All samples as a page with charts. */
final class Page {

  private final Suite suite;
  private final HostFacts host;
  private final Samples samples;
  private final Set<String> kept;
  private final Map<String, HostFacts> made;
  private final Optional<Samples> before;
  private final Path folder;
  private final StringBuilder page = new StringBuilder();
  private final List<String> changes = new ArrayList<>();
  private int compared;

  /**
   * @param kept the experiments whose samples are not of this run
   * @param made where the samples of each experiment come from, if that is known
   * @param before what those that were made now are compared with
   */
  Page(
      Suite suite,
      HostFacts host,
      Samples samples,
      Set<String> kept,
      Map<String, HostFacts> made,
      Optional<Samples> before,
      Path folder) {
    this.suite = suite;
    this.host = host;
    this.samples = samples;
    this.kept = kept;
    this.made = made;
    this.before = before;
    this.folder = folder;
  }

  String text() throws IOException {
    for (Experiment experiment : suite.experiments()) {
      title(experiment.title());
      for (String load : experiment.loads()) {
        section(experiment, load);
      }
    }
    if (!suite.times().isEmpty()) {
      times();
    }
    return head() + page;
  }

  private String head() {
    StringBuilder head = new StringBuilder("# Benchmark report: %s\n\n".formatted(suite.name()));
    head.append("Made by `./srv6pipes bench %s` on %s.".formatted(suite.name(), host.day()));
    if (kept.stream().anyMatch(this::isOfAnotherRun)) {
      head.append(" What is from another run says so under its title.");
    }
    if (!host.quiet()) {
      head.append(
          """


          > **Measured beside other load**: %s of the processors were busy before the first run. Take \
          the ratios, which compare runs side by side, and not the absolute numbers.\
          """
              .formatted(host.busyPercent()));
    }
    head.append(
        """


        Engines take turns, run by run, in one lab; client, middle hosts and server share the cores. \
        A ratio is the geometric mean of the ratios of runs that were side by side, with its 95 % \
        confidence interval; spread is from the least to the greatest of the runs, deviation their \
        standard deviation. CPU seconds are those of the engine's own processes; the kernel's work \
        on packets counts to whichever process it interrupts. Times are in ms, memory in MiB; \
        wrk's begin when a connection is open and its request is written, those of an open loop when a \
        request is due, whether or not it can be sent, and what is not answered counts as a second or more.

        """);
    host.lines().forEach(line -> head.append("* ").append(line).append("\n"));
    head.append("\nAgainst the report that stood here before: ").append(comparison()).append("\n");
    return head.toString();
  }

  private String comparison() {
    if (before.isEmpty()) {
      return "there was none.";
    }
    if (compared == 0) {
      return "nothing that was made anew can be compared.";
    }
    return changes.isEmpty()
        ? "none of the %d ratios made anew has changed by more than chance explains."
            .formatted(compared)
        : "of the %d ratios made anew %d have changed by more than chance explains.\n\n%s"
            .formatted(compared, changes.size(), String.join("\n", changes));
  }

  private void title(String experiment) {
    page.append("\n## ").append(experiment).append("\n");
    if (isOfAnotherRun(experiment)) {
      HostFacts then = made.get(experiment);
      page.append("\nMade ")
          .append(then == null ? "before reports said when" : "on " + then.besides(host))
          .append(".\n");
    }
  }

  private boolean isOfAnotherRun(String experiment) {
    HostFacts then = made.get(experiment);
    return kept.contains(experiment) && (then == null || !then.isLike(host));
  }

  private void section(Experiment experiment, String load) throws IOException {
    LoadSpec spec = suite.load(load);
    Measure main = mainMeasure(spec);
    int runs = runs(experiment, load, main);
    List<String> measured = measured(experiment, load, main, runs);
    page.append("\n### %s\n\n".formatted(load));
    if (!measured.contains(experiment.baseline())) {
      page.append("Not measured to its end.\n");
      return;
    }
    String chart = chart(experiment, load, main, measured);
    page.append(describe(spec, experiment, runs)).append("\n\n");
    page.append("![%s](%s)\n\n".formatted(load, chart));
    page.append(
        """
        | engine | %s | spread | deviation | of %s | %s | first byte | %s | p99 | p99.9 | memory | errors |
        |---|---|---|---|---|---|---|---|---|---|---|---|
        """
            .formatted(
                main.label(),
                experiment.baseline(),
                cost(main).label(),
                main == Measure.P50 ? Measure.REQUESTS.label() : "p50"));
    for (String engine : measured) {
      row(new Case(experiment.title(), load, engine), main, experiment.baseline());
    }
    List<String> others = new ArrayList<>(experiment.engines());
    others.removeAll(measured);
    if (!others.isEmpty()) {
      page.append("\nNot measured to their end: %s.\n".formatted(String.join(", ", others)));
    }
  }

  private void times() {
    title(TimeSpec.EXPERIMENT);
    page.append(
        """

        Start and commands by the launcher, as a user has them; the scrape by curl; queries by dnsperf, \
        for 1 000 names that are known already.

        | what | of | median | spread | runs | unanswered |
        |---|---|---|---|---|---|
        """);
    for (TimeSpec time : suite.times()) {
      samples.forEachCase(
          of -> {
            if (of.load().equals(time.of().label())) {
              timed(of);
            }
          });
    }
  }

  private void timed(Case of) {
    Measure measure =
        samples.of(of, Measure.SECONDS).isEmpty() ? Measure.REQUESTS : Measure.SECONDS;
    List<Double> values = samples.of(of, measure);
    Summary summary = Summary.of(values);
    page.append(
        "| %s | %s | %s %s | %s – %s | %d | %s |\n"
            .formatted(
                of.load(),
                of.engine(),
                Numbers.significant(summary.median()),
                measure.label(),
                Numbers.significant(summary.least()),
                Numbers.significant(summary.most()),
                values.size(),
                total(of)));
  }

  /** As many as the suite says; what is older may have had others. */
  private int runs(Experiment experiment, String load, Measure main) {
    return kept.contains(experiment.title())
        ? count(experiment, load, experiment.baseline(), main)
        : experiment.runs();
  }

  private int count(Experiment experiment, String load, String engine, Measure main) {
    return samples.of(new Case(experiment.title(), load, engine), main).size();
  }

  /** The engines that have all their runs: not one at which it broke off, nor a new one. */
  private List<String> measured(Experiment experiment, String load, Measure main, int runs) {
    return experiment.engines().stream()
        .filter(engine -> runs > 0 && count(experiment, load, engine, main) == runs)
        .toList();
  }

  private static Measure mainMeasure(LoadSpec load) {
    if (load.isSteady()) {
      return Measure.P50;
    }
    return load.isBulk() ? Measure.GOODPUT : Measure.REQUESTS;
  }

  private static String describe(LoadSpec load, Experiment experiment, int runs) {
    String what =
        switch (load.kind()) {
          case IPERF3 -> "%d connections at a time".formatted(load.connections());
          case ECHO -> "1 byte, %d connections at a time, kept open".formatted(load.connections());
          case WRK, OPEN_LOOP, LARGEST_RATE ->
              "%,d bytes, %d connections at a time%s"
                  .formatted(
                      load.bytes(),
                      load.connections(),
                      load.keepAlive() ? ", kept open" : ", a new one for each request");
        };
    return "%s, %s; %d runs of %d s."
        .formatted(name(load), what, runs, experiment.duration().toSeconds());
  }

  private static String name(LoadSpec load) {
    String kind = load.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
    if (load.kind() != LoadSpec.Kind.OPEN_LOOP) {
      return load.noDrop() ? kind + ", nothing dropped" : kind;
    }
    return load.rate()
        .map(rate -> "%s at %d/s".formatted(kind, rate))
        .orElse("%s at %d %% of capacity".formatted(kind, load.percent()));
  }

  private static Measure cost(Measure main) {
    return main == Measure.GOODPUT ? Measure.CPU_PER_GB : Measure.CPU_PER_1000;
  }

  private String chart(Experiment experiment, String load, Measure main, List<String> engines)
      throws IOException {
    List<BarChart.Bar> bars = new ArrayList<>();
    for (String engine : engines) {
      Case of = new Case(experiment.title(), load, engine);
      String note =
          engine.equals(experiment.baseline())
              ? ""
              : Numbers.ratio(ratio(samples, of, main, experiment.baseline()).value())
                  + " of "
                  + experiment.baseline();
      boolean ours = suite.engine(engine).kind() == EngineSpec.Kind.OURS;
      bars.add(new BarChart.Bar(engine, samples.of(of, main), note, ours));
    }
    String title = experiment.title() + ": " + load;
    return Pictures.write(folder, fileName(title), BarChart.svg(title, main.label(), bars));
  }

  private static String fileName(String title) {
    return title.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
  }

  private static Ratio ratio(Samples from, Case of, Measure measure, String baseline) {
    return Ratio.of(from.of(of, measure), from.of(of.with(baseline), measure));
  }

  private void row(Case of, Measure main, String baseline) {
    Summary summary = Summary.of(samples.of(of, main));
    Ratio ratio = ratio(samples, of, main, baseline);
    compare(of, main, baseline);
    compare(of, cost(main), baseline);
    page.append(
        "| %s | %s | %s – %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n"
            .formatted(
                of.engine(),
                Numbers.significant(summary.median()),
                Numbers.significant(summary.least()),
                Numbers.significant(summary.most()),
                Numbers.significant(summary.deviation()),
                of.engine().equals(baseline) ? "1" : text(ratio),
                median(of, cost(main)),
                median(of, Measure.FIRST_BYTE),
                median(of, main == Measure.P50 ? Measure.REQUESTS : Measure.P50),
                median(of, Measure.P99),
                median(of, Measure.P999),
                median(of, Measure.MEMORY),
                total(of)));
  }

  private static String text(Ratio ratio) {
    return "%s (%s – %s)"
        .formatted(
            Numbers.ratio(ratio.value()), Numbers.ratio(ratio.low()), Numbers.ratio(ratio.high()));
  }

  private String median(Case of, Measure measure) {
    List<Double> values = samples.of(of, measure);
    return values.isEmpty() ? "" : Numbers.significant(Summary.of(values).median());
  }

  private String total(Case of) {
    double errors = samples.of(of, Measure.ERRORS).stream().mapToDouble(it -> it).sum();
    return Long.toString(Math.round(errors));
  }

  private static boolean hasPairs(Samples from, Case of, Measure main, String baseline) {
    int runs = from.of(of, main).size();
    return runs > 0 && runs == from.of(of.with(baseline), main).size();
  }

  private void compare(Case of, Measure measure, String baseline) {
    if (of.engine().equals(baseline)
        || before.isEmpty()
        || !hasPairs(before.get(), of, measure, baseline)
        || !hasPairs(samples, of, measure, baseline)) {
      return;
    }
    compared++;
    Ratio now = ratio(samples, of, measure, baseline);
    Ratio then = ratio(before.get(), of, measure, baseline);
    if (now.differsFrom(then)) {
      changes.add(
          "* **%s**, %s, %s, %s in *%s*: %s of %s, was %s"
              .formatted(
                  now.value() < then.value() == measure.isCost() ? "better" : "worse",
                  of.engine(),
                  of.load(),
                  measure.label(),
                  of.experiment(),
                  text(now),
                  baseline,
                  text(then)));
    }
  }
}
