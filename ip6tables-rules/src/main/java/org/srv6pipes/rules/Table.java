package org.srv6pipes.rules;

import java.util.Locale;
import java.util.Optional;

/** The tables of ip6tables, in the order in which an arriving packet meets those that we use. */
public enum Table {
  RAW,
  MANGLE,
  NAT,
  FILTER,
  SECURITY;

  /** The table by the name that ip6tables gives it; empty for one of a later kernel. */
  static Optional<Table> named(String name) {
    for (Table table : values()) {
      if (table.toString().equals(name)) {
        return Optional.of(table);
      }
    }
    return Optional.empty();
  }

  /** The name in lower case, as ip6tables writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
