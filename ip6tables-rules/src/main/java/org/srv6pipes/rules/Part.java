package org.srv6pipes.rules;

/** What of a host a plan is about. */
public enum Part {
  PACKET_FILTER,
  SYSCTL,
  ROUTE,
  ROUTING_RULE
}
