package org.srv6pipes.rules;

import java.util.Locale;

/** What can be wrong with a host. */
public enum Fault {
  RULE_MISSING(Weight.ERROR, "a rule of ours is gone, changed, or in the wrong place"),
  SYSCTL_WRONG(Weight.ERROR, "a sysctl has not the value that the role needs"),
  ROUTE_MISSING(Weight.ERROR, "a route of ours is gone"),
  ROUTING_RULE_MISSING(Weight.ERROR, "a routing rule of ours is gone"),
  RULE_BEFORE_OURS(Weight.WARNING, "another program's rule sees packets before our chain does"),
  OUTPUT_DROPS(Weight.WARNING, "the policy of filter OUTPUT is DROP, and nothing accepts our mark"),
  ROUTING_RULE_BEFORE_OURS(
      Weight.WARNING, "another routing rule catches packets that have our mark"),
  BOTH_BACK_ENDS(Weight.WARNING, "iptables-nft and iptables-legacy both hold rules"),
  OTHER_BASE_CHAIN(
      Weight.WARNING, "an nft chain of another program may drop what our chains accept");

  private enum Weight {
    ERROR,
    WARNING
  }

  private final Weight weight;
  private final String meaning;

  Fault(Weight weight, String meaning) {
    this.weight = weight;
    this.meaning = meaning;
  }

  /** Whether it keeps the role from working; otherwise it depends on what another program meant. */
  public boolean isCertain() {
    return weight == Weight.ERROR;
  }

  /** What it is, on one line. */
  public String meaning() {
    return meaning;
  }

  /** The name by which people and scripts know it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
