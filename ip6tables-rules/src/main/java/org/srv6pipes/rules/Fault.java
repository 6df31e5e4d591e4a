package org.srv6pipes.rules;

import java.util.Locale;

/** What can be wrong with a host. */
public enum Fault {
  RULE_MISSING(Weight.ERROR, "A rule of ours is gone, changed, or has company in our chains."),
  SYSCTL_WRONG(Weight.ERROR, "A sysctl has not the value that the role needs."),
  ROUTE_MISSING(Weight.ERROR, "A route of ours is gone."),
  ROUTING_RULE_MISSING(Weight.ERROR, "A routing rule of ours is gone."),
  TOOL_MISSING(Weight.ERROR, "A program that makes the rules is not installed."),
  KERNEL_LACKS(Weight.ERROR, "The kernel or its modules cannot do what the role needs."),
  CAPABILITY_MISSING(Weight.ERROR, "The process may not do what the role needs."),
  NO_SUCH_INTERFACE(Weight.ERROR, "The configuration names an interface that is not there."),
  INTERFACE_DOWN(Weight.ERROR, "An interface by which connections shall come is down."),
  IPV6_OFF(Weight.ERROR, "IPv6 is switched off where connections shall come."),
  HMAC_REQUIRED(Weight.ERROR, "The kernel drops segment lists that have no HMAC."),
  QUEUE_TAKEN(Weight.ERROR, "Another program reads the packet queue with our number."),
  PORT_TAKEN(Weight.ERROR, "Another program listens on one of our ports."),
  NO_ROUTE(Weight.ERROR, "No route leads to a host that connections come from or go to."),
  LARGE_PACKETS_LOST(
      Weight.ERROR,
      "Large packets vanish on the way to a host and no ICMPv6 says why: connections open, and"
          + " hang when bytes flow."),
  HOST_SILENT(Weight.WARNING, "A host does not answer echo requests, so its way was not measured."),
  MTU_TIGHT(
      Weight.WARNING,
      "With a segment list, a packet of 1280 bytes does not fit a link; every IPv6 host may send"
          + " one."),
  ICMPV6_DROPPED(
      Weight.WARNING, "A rule of this host drops the ICMPv6 that tells which packets are too big."),
  FORWARD_DROPS(
      Weight.WARNING,
      "What this host would pass on between clients and servers without serving it is dropped,"
          + " ICMPv6 too."),
  RULE_BEFORE_OURS(Weight.WARNING, "Another program's rule sees packets before our chain does."),
  REVERSE_PATH_FILTER(
      Weight.WARNING,
      "A reverse path filter drops connections that come by another interface than the route back"
          + " to the client has; by a chain they do."),
  OUTPUT_DROPS(
      Weight.WARNING, "The policy of filter OUTPUT is DROP, and nothing accepts our mark."),
  ROUTING_RULE_BEFORE_OURS(
      Weight.WARNING, "Another routing rule catches packets that have our mark."),
  MARK_TAKEN(Weight.WARNING, "Another program's rule looks for, or sets, a mark of ours."),
  BOTH_BACK_ENDS(Weight.WARNING, "iptables-nft and iptables-legacy both hold rules."),
  OTHER_BASE_CHAIN(
      Weight.WARNING, "An nft chain of another program may drop what our chains accept."),
  OPEN_FILES(Weight.WARNING, "Fewer files may be open than the configured connections need."),
  PIPE_PAGES(
      Weight.WARNING,
      "The kernel gives this user's pipes too few pages for the configured connections: what no"
          + " function touches is moved in smaller pieces."),
  CONNTRACK_FULL(
      Weight.WARNING, "The table of connection tracking is nearly full; then the kernel drops.");

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

  /** Whether it keeps the role from working; otherwise it depends on what is wanted. */
  public boolean isCertain() {
    return weight == Weight.ERROR;
  }

  /** What it is, for people. */
  public String meaning() {
    return meaning;
  }

  /** The name by which people and scripts know it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
