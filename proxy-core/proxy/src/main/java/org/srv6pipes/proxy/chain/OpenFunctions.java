package org.srv6pipes.proxy.chain;

import java.util.Map;
import java.util.Set;

/**
 * Which functions and chains an operator lets connections go past.
 *
 * @param names of those that are there
 * @param absent numbers of those that could not be loaded, by name
 */
public record OpenFunctions(Set<String> names, Map<String, Integer> absent) {

  /** All fail closed. */
  public static final OpenFunctions NONE = new OpenFunctions(Set.of(), Map.of());

  public OpenFunctions {
    names = Set.copyOf(names);
    absent = Map.copyOf(absent);
  }
}
