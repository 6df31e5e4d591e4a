package org.srv6pipes.resolver.policy;

import java.util.List;
import java.util.Optional;
import org.srv6pipes.resolver.message.Wish;
import org.srv6pipes.resolver.server.AddressBlock;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.xbill.DNS.Name;

/**
 * Who gets what for which names. Lists that are empty match everything; of several policies that
 * match, the first counts.
 *
 * @param clients who asks
 * @param applications for which program, as the client names it
 * @param accessRouters at which router's edge, as the client names it
 * @param names exactly these
 * @param zones everything at and below these
 * @param at a site for each step of the chain, or empty
 * @param ttl how long the client may keep it, in seconds
 */
public record Policy(
    List<AddressBlock> clients,
    List<String> applications,
    List<String> accessRouters,
    List<Name> names,
    List<Name> zones,
    Action action,
    Optional<ChainText> chain,
    List<String> at,
    long ttl,
    boolean clientChains,
    WithoutProxies withoutProxies) {

  /** What those get whom it is for. */
  public enum Action {
    /** The chain of the policy. */
    CHAIN,
    /** An answer that names no proxy. */
    PLAIN,
    /** REFUSED. */
    DENY
  }

  /** What they get while no proxy is up that could run the chain. */
  public enum WithoutProxies {
    /** An answer that names no proxy. */
    PLAIN,
    /** SERVFAIL, because it would be wrong to connect past the proxies. */
    FAIL
  }

  public Policy {
    clients = List.copyOf(clients);
    applications = List.copyOf(applications);
    accessRouters = List.copyOf(accessRouters);
    names = List.copyOf(names);
    zones = List.copyOf(zones);
    at = List.copyOf(at);
  }

  boolean isFor(Ipv6Address client, Wish wish, Name name) {
    return (clients.isEmpty() || clients.stream().anyMatch(block -> block.contains(client)))
        && (applications.isEmpty() || applications.contains(wish.application()))
        && (accessRouters.isEmpty() || accessRouters.contains(wish.accessRouter()))
        && covers(name);
  }

  private boolean covers(Name name) {
    return (names.isEmpty() && zones.isEmpty())
        || names.contains(name)
        || zones.stream().anyMatch(name::subdomain);
  }
}
