package org.srv6pipes.service.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A configuration file that was read without a problem.
 *
 * @param <T> the role's own record
 */
public final class Config<T> {

  private final Reading reading;
  private final T value;

  Config(Reading reading, T value) {
    this.reading = reading;
    this.value = value;
  }

  /** What the role made of the file. */
  public T value() {
    return value;
  }

  public Path file() {
    return reading.file();
  }

  /**
   * Every key with the value that is in force, as a file of the same form: defaults are marked,
   * secrets masked, and so is everything in {@linkplain Keys#freeTable free tables}.
   */
  public String effective() {
    return effective(FreeTableView.NONE);
  }

  /** The same for a role that knows the keys of its free tables. */
  public String effective(FreeTableView view) {
    return reading.effective().text(view);
  }

  /**
   * A problem that only the role can see (a function that is not installed, an interface that does
   * not exist), at the line of the key.
   *
   * @param key its path as in {@link Problem#key}; a key that the file leaves out is shown at the
   *     table that would hold it
   */
  public Problem problem(String key, String message) {
    return new Problem(reading.file(), reading.lineOf(key), key, message);
  }

  /**
   * Refuses this file for a role that runs with another one, if a key differs that only a start can
   * change.
   *
   * @param isSame of each such key whether its value is the one that the role runs with
   */
  public void refuseWhatNeedsAStart(Map<String, Boolean> isSame) throws ConfigException {
    List<Problem> problems =
        isSame.entrySet().stream()
            .filter(key -> !key.getValue())
            .map(
                key ->
                    problem(key.getKey(), "cannot change while the role runs; stop and start it"))
            .toList();
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
