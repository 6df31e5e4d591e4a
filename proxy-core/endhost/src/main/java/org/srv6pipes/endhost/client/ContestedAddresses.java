package org.srv6pipes.endhost.client;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.wire.Ipv6Address;

/** Addresses that two names have, with different chains: the first name keeps its own. */
final class ContestedAddresses {

  private static final Logger LOG = LoggerFactory.getLogger(ContestedAddresses.class);
  private static final int MOST_REMEMBERED = 10_000;

  private final Set<String> told = new HashSet<>();

  /** Said once, because such names are asked for again and again. */
  void found(Ipv6Address address, String first, String second) {
    if (told.size() >= MOST_REMEMBERED) {
      told.clear();
    }
    if (told.add(address + " " + second)) {
      LOG.warn(
          "address={} belongs to {} and to {}: the first keeps its chain", address, first, second);
    }
  }
}
