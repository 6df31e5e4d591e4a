package org.srv6pipes.benchmarks.inner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs all of it, each benchmark in a JVM of its own, and writes a page. */
public final class InnerLoops {

  private static final String ALLOCATED = "gc.alloc.rate.norm";
  private static final double KIB = 1024;

  private InnerLoops() {}

  /**
   * @param pattern which benchmarks; all if empty
   * @param folder where the page goes, over what stood there
   */
  public static Path run(String pattern, Path folder) throws IOException, RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(InnerLoops.class.getPackageName() + ".*" + pattern)
                    .addProfiler(GCProfiler.class)
                    .shouldFailOnError(true)
                    .build())
            .run();
    Files.createDirectories(folder);
    return Files.write(folder.resolve("report.md"), page(results));
  }

  private static List<String> page(Collection<RunResult> results) {
    List<String> page = new ArrayList<>();
    page.add("# Inner loops");
    page.add("");
    page.add(
        "Made by `./srv6pipes bench jmh`: the mean of each operation with its 99.9 % confidence"
            + " interval, and what it allocates. `FunctionBenchmark` and `BareBenchmark` take "
            + Stream.BYTES / (int) KIB
            + " KiB at a time.");
    page.add("");
    page.add("| benchmark | parameters | ns per operation | GB/s | allocated, bytes |");
    page.add("|---|---|---|---|---|");
    results.forEach(result -> page.add(row(result)));
    return page;
  }

  private static String row(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    String name = result.getParams().getBenchmark();
    String[] path = name.split("\\.");
    return String.format(
        Locale.ROOT,
        "| %s.%s | %s | %.1f ± %.1f | %s | %s |",
        path[path.length - 2],
        path[path.length - 1],
        parameters(result.getParams()),
        time.getScore(),
        time.getScoreError(),
        movesBytes(name) ? String.format(Locale.ROOT, "%.2f", Stream.BYTES / time.getScore()) : "",
        allocated(result));
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
