package org.srv6pipes.resolver.server;

import java.util.List;
import org.srv6pipes.service.config.Rate;
import org.srv6pipes.wire.Ipv6Address;

/** Who may ask, and how often. */
public final class Admission {
  private final List<AddressBlock> allowed;
  private final RateLimit rate;

  public Admission(List<AddressBlock> allowed, Rate rate) {
    this.allowed = List.copyOf(allowed);
    this.rate = new RateLimit(rate);
  }

  boolean allows(Ipv6Address client) {
    return allowed.stream().anyMatch(block -> block.contains(client));
  }

  boolean isWithinRate(Ipv6Address client, long now) {
    return rate.admits(client, now);
  }
}
