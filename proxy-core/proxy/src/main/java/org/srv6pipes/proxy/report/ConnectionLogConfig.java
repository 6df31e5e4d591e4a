package org.srv6pipes.proxy.report;

import static org.srv6pipes.service.config.ValueTypes.PATH;
import static org.srv6pipes.service.config.ValueTypes.integer;
import static org.srv6pipes.service.config.ValueTypes.oneOf;

import java.nio.file.Path;
import java.util.Optional;
import org.srv6pipes.service.config.Key;
import org.srv6pipes.service.config.Keys;
import org.srv6pipes.service.config.Table;

/** What is written about connections that ended, and where. */
public record ConnectionLogConfig(
    Optional<Path> file, Format format, int oneIn, int mostPerSecond) {

  /** How a line looks. */
  public enum Format {
    LOGFMT,
    JSON
  }

  private static final Keys KEYS = new Keys();
  private static final Key<Optional<Path>> FILE =
      KEYS.optional(
          "file",
          PATH,
          "One line for each connection that ended is appended here; a reload opens the file anew."
              + " If not given, connections that did not finish by themselves stand in the"
              + " program's log, and with `--log-level debug` all.");
  private static final Key<Format> FORMAT =
      KEYS.key("format", oneOf(Format.class), Format.LOGFMT, "How a line looks.");
  private static final Key<Integer> ONE_IN =
      KEYS.key(
          "one-in",
          integer(1, 1_000_000),
          1,
          "Of the connections that finished, one in so many has its line; others always have.");
  private static final Key<Integer> MOST_PER_SECOND =
      KEYS.key(
          "most-per-second",
          integer(1, 1_000_000),
          1000,
          "At most so many lines; the next one says how many there was no room for.");

  public static final Table<ConnectionLogConfig> TABLE =
      KEYS.readAs(
          values ->
              new ConnectionLogConfig(
                  values.get(FILE),
                  values.get(FORMAT),
                  values.get(ONE_IN),
                  values.get(MOST_PER_SECOND)));
}
