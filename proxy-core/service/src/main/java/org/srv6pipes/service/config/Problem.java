package org.srv6pipes.service.config;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param line counted from 1; the table's line when the key itself is missing; 0 for the whole file
 * @param key the whole path of the key, such as {@code timeouts.idle} or {@code peer[2].address}
 *     (counted from 1)
 * @param message what is wrong and how to mend it; never holds a secret
 */
public record Problem(Path file, int line, String key, String message) {

  static final Comparator<Problem> BY_LINE = Comparator.comparingInt(Problem::line);

  /** Something wrong with the file as a whole. */
  public static Problem ofAll(Path file, String message) {
    return new Problem(file, 0, "", message);
  }

  /** {@code file:line: key: what is wrong}. */
  @Override
  public String toString() {
    return line == 0 ? file + ": " + message : file + ":" + line + ": " + key + ": " + message;
  }
}
