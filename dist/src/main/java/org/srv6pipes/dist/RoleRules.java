package org.srv6pipes.dist;

import org.srv6pipes.rules.HostPlan;

/** What a role wants of this host, and who may put it in place beforehand. */
public record RoleRules(HostPlan plan, Maker maker) {

  /** Who puts the rules in place before the role starts. */
  public enum Maker {
    /** Nobody: the role itself does when it starts. */
    THE_ROLE,
    /** Whoever likes; the role goes on with what is there. */
    SOMEBODY_ELSE
  }

  public String instance() {
    return plan.numbers().instance();
  }
}
