package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs all of it, each benchmark in a JVM of its own, and writes a page. */
public final class InnerLoops {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final double KIB = 1024;

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
    List<LoopRow> rows = results.stream().map(result -> row(result, made)).toList();
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
            + " KiB at a time.");
    page.add("");
    page.add("| benchmark | parameters | ns per operation | GB/s | allocated, bytes | made |");
    page.add("|---|---|---|---|---|---|");
    rows.forEach(row -> page.add(row.text()));
    return page;
  }

  private static LoopRow row(RunResult result, String made) {
    Result<?> time = result.getPrimaryResult();
    String name = result.getParams().getBenchmark();
    String[] path = name.split("\\.");
    return new LoopRow(
        path[path.length - 2] + "." + path[path.length - 1],
        parameters(result.getParams()),
        String.format(Locale.ROOT, "%.1f ± %.1f", time.getScore(), time.getScoreError()),
        movesBytes(name) ? String.format(Locale.ROOT, "%.2f", Stream.BYTES / time.getScore()) : "",
        allocated(result),
        made);
  }

  private static boolean movesBytes(String name) {
    return name.contains("FunctionBenchmark") || name.contains("BareBenchmark");
  }

  private static String parameters(BenchmarkParams params) {
    List<String> shown = new ArrayList<>();
    params.getParamsKeys().forEach(key -> shown.add(key + " " + params.getParam(key)));
    return String.join(", ", shown);
  }

  private static String allocated(RunResult result) {
    return result.getSecondaryResults().keySet().stream()
        .filter(name -> name.endsWith(ALLOCATED))
        .map(name -> Math.round(result.getSecondaryResults().get(name).getScore()))
        .map(String::valueOf)
        .findFirst()
        .orElse("");
  }
}
