package org.srv6pipes.benchmarks.inner;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.srv6pipes.benchmarks.measure.Ratio;
import org.srv6pipes.benchmarks.measure.Summary;

/**
 * What came of a benchmark whose iterations are of several kinds in turns, the first of each JVM of
 * the first kind.
 *
 * @param jvms the iterations of each JVM
 * @param kinds how many kinds there are
 */
record InTurns(List<List<IterationResult>> jvms, int kinds) {

  static InTurns of(RunResult result, int kinds) {
    return new InTurns(
        result.getBenchmarkResults().stream()
            .map(jvm -> List.copyOf(jvm.getIterationResults()))
            .toList(),
        kinds);
  }

  /** What this says of each iteration of one kind, by JVM. */
  List<List<Double>> of(int kind, ToDoubleFunction<IterationResult> what) {
    return jvms.stream()
        .map(
            jvm ->
                IntStream.iterate(kind, at -> at < jvm.size(), at -> at + kinds)
                    .mapToObj(at -> what.applyAsDouble(jvm.get(at)))
                    .toList())
        .toList();
  }

  /**
   * How much time one kind takes of what another takes, from the medians of each JVM. Not from each
   * pair of iterations: those of one JVM share how it compiled and where its objects lie, so they
   * are fewer than they seem.
   */
  Ratio ratio(int kind, int ofKind) {
    return Ratio.of(medians(kind), medians(ofKind));
  }

  private List<Double> medians(int kind) {
    return of(kind, it -> it.getPrimaryResult().getScore()).stream()
        .map(times -> Summary.of(times).median())
        .toList();
  }
}
