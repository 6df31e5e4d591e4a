package org.srv6pipes.endhost.client;

import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.wire.Ipv6Address;

/** Leads new connections into the chain that an answer names. */
@FunctionalInterface
interface Steerer {

  /**
   * @param name to which the addresses belong
   * @param until when the answer is old, in the time of {@link System#nanoTime}
   * @return is complete when a connection would take the chain
   */
  CompletionStage<Boolean> steer(
      String name, Set<Ipv6Address> addresses, ChainRecord chain, long until);
}
