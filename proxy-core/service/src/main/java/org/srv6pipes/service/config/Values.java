package org.srv6pipes.service.config;

import java.util.HashMap;
import java.util.Map;

/**
 * The values of one table, while the role reads them into its record. Every declared key is there.
 */
public final class Values {

  private final Place place;
  private final Map<Key<?>, Object> values = new HashMap<>();
  private boolean accepted = true;

  Values(Place place) {
    this.place = place;
  }

  <T> void put(Key<T> key, T value) {
    values.put(key, value);
  }

  /** The value of a key of this table. */
  @SuppressWarnings("unchecked") // put has the same T
  public <T> T get(Key<T> key) {
    Object value = values.get(key);
    if (value == null) {
      throw new IllegalStateException(key.name() + " was not declared for this table");
    }
    return (T) value;
  }

  /**
   * What no single key can know: how keys must agree.
   *
   * @param key the one to blame when it does not hold
   * @param message what is wrong and how to mend it, after {@code file:line: key:}
   */
  public void check(boolean holds, Key<?> key, String message) {
    if (!holds) {
      accepted = false;
      Place.named(place, key.name()).problem(message);
    }
  }

  boolean accepted() {
    return accepted;
  }
}
