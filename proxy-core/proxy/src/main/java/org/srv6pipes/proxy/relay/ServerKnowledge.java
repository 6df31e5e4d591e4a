package org.srv6pipes.proxy.relay;

import java.util.Map;
import org.srv6pipes.proxy.flow.Latest;
import org.srv6pipes.wire.Ipv6Address;

/**
 * What was learnt about servers: whether they take an SRH. Bounded, and forgotten after a while.
 * Shared by all loops.
 */
final class ServerKnowledge {

  /** Whether a server takes packets with an SRH. */
  enum Takes {
    UNKNOWN,
    ROUTING_HEADER,
    PLAIN_ONLY
  }

  private static final int MOST_SERVERS = 10_000;
  private static final long REMEMBERED_NANOS = 600_000_000_000L;

  private record Fact(Takes takes, long since) {}

  private final Map<Ipv6Address, Fact> facts = new Latest<>(MOST_SERVERS);

  synchronized Takes of(Ipv6Address server, long now) {
    Fact fact = facts.get(server);
    return fact == null || now - fact.since() > REMEMBERED_NANOS ? Takes.UNKNOWN : fact.takes();
  }

  /** What is known already is not renewed by this, so that a server that changed is found out. */
  synchronized void learn(Ipv6Address server, Takes takes, long now) {
    if (of(server, now) != takes) {
      facts.put(server, new Fact(takes, now));
    }
  }
}
