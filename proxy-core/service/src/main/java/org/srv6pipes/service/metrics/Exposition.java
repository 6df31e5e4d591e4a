package org.srv6pipes.service.metrics;

/**
 * Writes numbers in the text format of Prometheus, version 0.0.4. All samples of a metric stand
 * together under its type and its help.
 */
public final class Exposition {

  /** What stands in the HTTP header. */
  public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final StringBuilder text = new StringBuilder();

  /** The samples of one metric, one for each set of labels. */
  public final class Metric {
    private final String name;

    private Metric(String name) {
      this.name = name;
    }

    /**
     * @param labels names and values in turn
     */
    public Metric sample(long value, String... labels) {
      line(name, Long.toString(value), labels);
      return this;
    }

    /**
     * @param labels names and values in turn
     */
    public Metric sample(double value, String... labels) {
      line(name, Double.toString(value), labels);
      return this;
    }
  }

  /** How much there was of something, and how often: an average, for each set of labels. */
  public final class Average {
    private final String name;

    private Average(String name) {
      this.name = name;
    }

    /**
     * @param labels names and values in turn
     */
    public Average sample(double sum, long count, String... labels) {
      line(name + "_sum", Double.toString(sum), labels);
      line(name + "_count", Long.toString(count), labels);
      return this;
    }
  }

  /** A number that only grows; its name ends in {@code _total}. */
  public Metric counter(String name, String help) {
    return begin(name, "counter", help);
  }

  /** A number that comes and goes. */
  public Metric gauge(String name, String help) {
    return begin(name, "gauge", help);
  }

  /** Durations; the name ends in {@code _seconds}. */
  public void histogram(String name, String help, DurationHistogram histogram) {
    describe(name, "histogram", help);
    long[] counts = histogram.cumulative();
    int last = counts.length - 1;
    for (int i = 0; i < last; i++) {
      line(name + "_bucket", Long.toString(counts[i]), "le", bound(i));
    }
    line(name + "_bucket", Long.toString(counts[last]), "le", "+Inf");
    line(name + "_sum", Double.toString(histogram.sumSeconds()));
    line(name + "_count", Long.toString(counts[last]));
  }

  /** A summary without quantiles; the name ends in the unit. */
  public Average average(String name, String help) {
    describe(name, "summary", help);
    return new Average(name);
  }

  private Metric begin(String name, String type, String help) {
    describe(name, type, help);
    return new Metric(name);
  }

  private void describe(String name, String type, String help) {
    text.append("# HELP ").append(name).append(' ').append(help).append('\n');
    text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
  }

  private void line(String name, String value, String... labels) {
    text.append(name);
    if (labels.length > 0) {
      text.append('{');
      for (int i = 0; i < labels.length; i += 2) {
        text.append(i == 0 ? "" : ",").append(labels[i]).append("=\"");
        text.append(escaped(labels[i + 1])).append('"');
      }
      text.append('}');
    }
    text.append(' ').append(value).append('\n');
  }

  private static String bound(int bucket) {
    return Double.toString(DurationHistogram.bound(bucket));
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
