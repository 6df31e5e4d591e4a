package org.srv6pipes.rules;

import java.util.List;

/**
 * What the client role wants of its host, so that sockets which have the mark of a path send along
 * it: nothing but routing rules. Who marks the sockets is no matter here.
 */
public record ClientPlan(Allocation numbers) {

  /** The changes that this plan comes down to, without any path. */
  public HostPlan hostPlan() {
    RuleSet none = RuleSet.none(numbers.chainPrefix());
    return new HostPlan(numbers, none, List.of(), List.of(), PathPlan.frame(numbers));
  }
}
