package org.srv6pipes.dist.web;

import java.util.Map;
import java.util.Set;

/** A host that the page shows: this one, one of a lab, or that of a peer. */
public interface ShownHost {

  String name();

  /** Begins to look, where that takes time. */
  default void prepare(String match) {}

  /**
   * What is to be seen now. Never waits for long.
   *
   * @param match only flows that hold every word of this
   */
  HostLook look(String match);

  /** The interfaces by which packets leave for addresses; without those for which there is none. */
  Map<String, String> devicesTowards(Set<String> addresses);
}
