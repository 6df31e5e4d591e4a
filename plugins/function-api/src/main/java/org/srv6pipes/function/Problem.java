package org.srv6pipes.function;

import java.util.Objects;

/**
 * Something wrong with a configuration or with parameters.
 *
 * @param key the setting or parameter, dotted where it is inside a table; empty if it is none of
 *     them
 * @param message what is wrong
 * @param suggestion what to do about it; empty if there is nothing to say
 */
public record Problem(String key, String message, String suggestion) {

  /** Refuses nulls. */
  public Problem {
    Objects.requireNonNull(key);
    Objects.requireNonNull(message);
    Objects.requireNonNull(suggestion);
  }

  /** The three parts as one line. */
  @Override
  public String toString() {
    String where = key.isEmpty() ? "" : key + ": ";
    return suggestion.isEmpty() ? where + message : where + message + "; " + suggestion;
  }
}
