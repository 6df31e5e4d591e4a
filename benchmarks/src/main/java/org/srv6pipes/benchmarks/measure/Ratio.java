package org.srv6pipes.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;

/**
 * How much one series is of another, with the interval that holds the true ratio with 95 %
 * confidence.
 *
 * <p>Taken from the ratios of runs that took place side by side, so that what slows the machine
 * down for a while does little to it. Their logarithms are treated as normally distributed
 * (Student's t), so the value is a geometric mean, and the ratio the other way round is exactly its
 * inverse.
 */
public record Ratio(double value, double low, double high) {

  /** The two-sided 97.5 % points of Student's t for 1, 2, 3 … degrees of freedom. */
  private static final double[] STUDENT = {
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160,
    2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056,
    2.052, 2.048, 2.045, 2.042
  };

  private static final double NORMAL = 1.96;

  /**
   * @param values positive, run by run
   * @param baseline as many, each from the same round as its counterpart
   */
  public static Ratio of(List<Double> values, List<Double> baseline) {
    if (values.size() != baseline.size() || values.isEmpty()) {
      throw new IllegalArgumentException(
          "%d and %d runs do not make pairs".formatted(values.size(), baseline.size()));
    }
    List<Double> logarithms = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      logarithms.add(Math.log(values.get(i) / baseline.get(i)));
    }
    double mean = Summary.mean(logarithms);
    double margin = margin(logarithms);
    return new Ratio(Math.exp(mean), Math.exp(mean - margin), Math.exp(mean + margin));
  }

  /** A single pair says nothing of how sure it is. */
  private static double margin(List<Double> logarithms) {
    int freedom = logarithms.size() - 1;
    if (freedom == 0) {
      return Double.POSITIVE_INFINITY;
    }
    double t = freedom <= STUDENT.length ? STUDENT[freedom - 1] : NORMAL;
    return t * Summary.deviation(logarithms) / Math.sqrt(logarithms.size());
  }

  /** Whether the two cannot well be the same. */
  public boolean differsFrom(Ratio other) {
    return low > other.high || high < other.low;
  }
}
