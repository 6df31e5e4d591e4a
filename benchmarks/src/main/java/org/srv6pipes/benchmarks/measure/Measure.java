package org.srv6pipes.benchmarks.measure;

/** What one run yields, each in its unit. */
public enum Measure {
  REQUESTS("requests/s"),
  SECONDS("s"),
  GOODPUT("GB/s"),
  CPU_PER_1000("CPU s per 1 000 requests"),
  CPU_PER_GB("CPU s per GB"),
  FIRST_BYTE("first byte, ms"),
  P50("p50, ms"),
  P99("p99, ms"),
  P999("p99.9, ms"),
  MEMORY("memory, MiB"),
  ERRORS("errors");

  private final String label;

  Measure(String label) {
    this.label = label;
  }

  /** Whether less of it is better. */
  public boolean isCost() {
    return this != REQUESTS && this != GOODPUT;
  }

  public String label() {
    return label;
  }
}
