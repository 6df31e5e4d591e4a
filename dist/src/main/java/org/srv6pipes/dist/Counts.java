package org.srv6pipes.dist;

import static java.util.stream.Collectors.joining;

import java.util.Map;
import org.srv6pipes.service.metrics.Exposition;
import org.srv6pipes.service.metrics.Exposition.Metric;

/** What a role counts, by name. */
final class Counts {

  private Counts() {}

  /** {@code received=3 answered=2 …} */
  static String line(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .map(it -> it.getKey() + "=" + it.getValue())
        .collect(joining(" "));
  }

  /** What a role that answers names counts of them. */
  static void writeQueries(Exposition text, Map<String, Long> counts) {
    write(text, "srv6pipes_dns_queries_total", "DNS queries by outcome.", counts);
  }

  /** A counter with a label of so many values. */
  static void write(Exposition text, String name, String help, Map<String, Long> counts) {
    Metric metric = text.counter(name, help);
    counts.forEach((outcome, count) -> metric.sample(count, "outcome", outcome));
  }
}
