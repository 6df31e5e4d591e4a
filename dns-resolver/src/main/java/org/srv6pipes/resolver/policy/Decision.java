package org.srv6pipes.resolver.policy;

import org.srv6pipes.resolver.message.ChainRecord;

/** What the policies say about a name for a client. */
public sealed interface Decision {

  /** Nothing. */
  record Plain() implements Decision {}

  /** The client must not have it. */
  record Denied() implements Decision {}

  /**
   * Through these proxies.
   *
   * @param ttl in seconds
   */
  record Through(ChainRecord chain, long ttl) implements Decision {}

  /** Through proxies that are not there, and never past them. */
  record Unavailable() implements Decision {}
}
