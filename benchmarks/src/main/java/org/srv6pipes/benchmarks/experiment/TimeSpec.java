package org.srv6pipes.benchmarks.experiment;

import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.oneOf;

import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;

/**
 * Something that is timed again and again.
 *
 * @param runs of each of those that are compared
 */
public record TimeSpec(What of, int runs) {

  /** How samples of all that is timed name their experiment. */
  public static final String EXPERIMENT = "Times";

  /** What is timed. */
  public enum What {
    /** From the start of a proxy to the first byte that it has carried. */
    START("start to first proxied byte"),
    /** The command {@code sid encode}. */
    SID("`sid encode`"),
    /** The command {@code check}. */
    CHECK("`check`"),
    /** A look at {@code /metrics} of a proxy with 9 000 connections. */
    SCRAPE("scrape with 9 000 connections"),
    /** How many queries for cached names a resolver answers. */
    RESOLVER("resolver, as fast as it can"),
    /** The same where 20 000 are asked in a second. */
    RESOLVER_STEADY("resolver, asked 20 000/s");

    private final String label;

    What(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  private static final Keys KEYS = new Keys();
  private static final Key<What> OF = KEYS.required("of", oneOf(What.class), "What is timed.");
  private static final Key<Integer> RUNS =
      KEYS.key("runs", integer(1, 1000), 5, "How often, of each that is compared.");

  static final Table<TimeSpec> TABLE =
      KEYS.readAs(values -> new TimeSpec(values.get(OF), values.get(RUNS)));
}
