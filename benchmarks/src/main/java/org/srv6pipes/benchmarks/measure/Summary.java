package org.srv6pipes.benchmarks.measure;

import java.util.List;

/**
 * A few numbers in short.
 *
 * @param deviation the standard deviation of a sample; 0 for a single number
 */
public record Summary(double median, double least, double most, double deviation) {

  /**
   * @param values one at least
   */
  public static Summary of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Summary(median, sorted.getFirst(), sorted.getLast(), deviation(values));
  }

  static double mean(List<Double> values) {
    return values.stream().mapToDouble(it -> it).average().orElseThrow();
  }

  static double deviation(List<Double> values) {
    if (values.size() < 2) {
      return 0;
    }
    double mean = mean(values);
    double squares = values.stream().mapToDouble(it -> (it - mean) * (it - mean)).sum();
    return Math.sqrt(squares / (values.size() - 1));
  }
}
