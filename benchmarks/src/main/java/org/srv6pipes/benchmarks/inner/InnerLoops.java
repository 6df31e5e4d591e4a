package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;
import org.srv6pipes.benchmarks.measure.Ratio;

/** Runs all of it, each benchmark in a JVM of its own, and writes a page. */
public final class InnerLoops {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final double KIB = 1024;
  private static final double CONFIDENCE = 0.999;

  private InnerLoops() {}

  /** What there is to run, with the package. */
  public static List<String> names() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .stream()
        .map(it -> it.getUsername())
        .filter(it -> it.startsWith(InnerLoops.class.getPackageName()))
        .sorted()
        .toList();
  }

  /**
   * @param only which benchmarks; what the page has of the others stays in it. All if empty
   * @param made when and of what
   * @param folder where the page goes, over what stood there
   */
  public static Path run(Optional<Pattern> only, String made, Path folder)
      throws IOException, RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(
                        InnerLoops.class.getPackageName()
                            + ".*"
                            + only.map(Pattern::pattern).orElse(""))
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .build())
            .run();
    List<LoopRow> rows =
        results.stream().map(result -> rows(result, made)).flatMap(List::stream).toList();
    Path page = Files.createDirectories(folder).resolve("report.md");
    return Files.write(page, page(only.isPresent() ? LoopRow.over(page, rows) : rows));
  }

  private static List<String> page(List<LoopRow> rows) {
    List<String> page = new ArrayList<>();
    page.add("# Inner loops");
    page.add("");
    page.add(
        "Made by `./srv6pipes bench jmh`: the mean of each operation with its 99.9 % confidence"
            + " interval, and what it allocates. `FunctionBenchmark` and `BareBenchmark` take "
            + Stream.BYTES / (int) KIB
            + " KiB at a time. `SidsBenchmark` uses one SID and a thousand in turns, for 20 ms"
            + " each: the ratio of the medians of each JVM, with its 95 % confidence interval.");
    page.add("");
    page.add(
        "| benchmark | parameters | ns per operation | GB/s | allocated, bytes | beside one SID |"
            + " made |");
    page.add("|---|---|---|---|---|---|---|");
    rows.forEach(row -> page.add(row.text()));
    return page;
  }

  private static List<LoopRow> rows(RunResult result, String made) {
    String name = result.getParams().getBenchmark();
    return name.contains(SidsBenchmark.class.getSimpleName())
        ? rowsInTurns(result, made)
        : List.of(row(result, made));
  }

  private static LoopRow row(RunResult result, String made) {
    Result<?> time = result.getPrimaryResult();
    String name = result.getParams().getBenchmark();
    return new LoopRow(
        shortName(name),
        parameters(result.getParams()),
        time(time.getStatistics()),
        movesBytes(name) ? String.format(Locale.ROOT, "%.2f", Stream.BYTES / time.getScore()) : "",
        allocated(result.getSecondaryResults()).map(InnerLoops::whole).orElse(""),
        "",
        made);
  }

  /** With one SID, and with more in turns with it. */
  private static List<LoopRow> rowsInTurns(RunResult result, String made) {
    List<Integer> sids = SidsBenchmark.TURNS;
    InTurns turns = InTurns.of(result, sids.size());
    return IntStream.range(0, sids.size())
        .mapToObj(
            kind ->
                new LoopRow(
                    shortName(result.getParams().getBenchmark()),
                    "sids " + sids.get(kind),
                    time(statistics(turns.of(kind, it -> it.getPrimaryResult().getScore()))),
                    "",
                    whole(statistics(turns.of(kind, InnerLoops::allocatedIn)).getMean()),
                    kind == 0 ? "" : ratio(turns.ratio(kind, 0)),
                    made))
        .toList();
  }

  private static double allocatedIn(IterationResult iteration) {
    return allocated(iteration.getSecondaryResults()).orElseThrow();
  }

  private static String shortName(String benchmark) {
    String[] path = benchmark.split("\\.");
    return path[path.length - 2] + "." + path[path.length - 1];
  }

  /** Of each JVM's mean: its iterations share too much to count as so many. */
  private static Statistics statistics(List<List<Double>> byJvm) {
    return new ListStatistics(
        byJvm.stream()
            .mapToDouble(values -> values.stream().mapToDouble(it -> it).average().orElseThrow())
            .toArray());
  }

  private static String time(Statistics times) {
    return String.format(
        Locale.ROOT, "%.1f ± %.1f", times.getMean(), times.getMeanErrorAt(CONFIDENCE));
  }

  private static String ratio(Ratio ratio) {
    return String.format(
        Locale.ROOT, "%.3f (%.3f – %.3f)", ratio.value(), ratio.low(), ratio.high());
  }

  private static String whole(double value) {
    return String.valueOf(Math.round(value));
  }

  private static boolean movesBytes(String name) {
    return name.contains("FunctionBenchmark") || name.contains("BareBenchmark");
  }

  private static String parameters(BenchmarkParams params) {
    List<String> shown = new ArrayList<>();
    params.getParamsKeys().forEach(key -> shown.add(key + " " + params.getParam(key)));
    return String.join(", ", shown);
  }

  @SuppressWarnings("rawtypes") // JMH's own
  private static Optional<Double> allocated(Map<String, Result> results) {
    return results.keySet().stream()
        .filter(name -> name.endsWith(ALLOCATED))
        .map(name -> results.get(name).getScore())
        .findFirst();
  }
}
