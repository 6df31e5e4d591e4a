package org.srv6pipes.benchmarks.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What all runs have yielded. The n-th runs of all engines took place one after the other. */
public final class Samples {

  private record Series(Case of, Measure measure) {}

  private final Map<Series, List<Double>> values = new LinkedHashMap<>();

  /** Takes the next run's value. */
  public void add(Case of, Measure measure, double value) {
    values.computeIfAbsent(new Series(of, measure), series -> new ArrayList<>()).add(value);
  }

  /** Takes what others have of an experiment. */
  public void addAll(Samples others, String experiment) {
    others.forEach(
        (of, measure, _, value) -> {
          if (of.experiment().equals(experiment)) {
            add(of, measure, value);
          }
        });
  }

  /** Whether anything of an experiment was measured. */
  public boolean has(String experiment) {
    return values.keySet().stream().anyMatch(it -> it.of.experiment().equals(experiment));
  }

  /** The values of a case, run by run; none if it was not measured. */
  public List<Double> of(Case of, Measure measure) {
    return List.copyOf(values.getOrDefault(new Series(of, measure), List.of()));
  }

  /** Shows every case once, in the order in which its first series began. */
  public void forEachCase(Consumer<Case> visitor) {
    values.keySet().stream().map(Series::of).distinct().forEach(visitor);
  }

  /** Shows every value in the order in which its series began. */
  public void forEach(Visitor visitor) {
    values.forEach(
        (series, list) -> {
          for (int run = 0; run < list.size(); run++) {
            visitor.sample(series.of, series.measure, run, list.get(run));
          }
        });
  }

  /** Sees one value. */
  public interface Visitor {
    void sample(Case of, Measure measure, int run, double value);
  }
}
