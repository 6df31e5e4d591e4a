package org.srv6pipes.resolver.policy;

import java.util.List;
import java.util.Optional;
import org.srv6pipes.resolver.message.Wish;
import org.srv6pipes.resolver.policy.Policy.WithoutProxies;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.xbill.DNS.Name;

/**
 * The policies in force.
 *
 * @param policies the first that matches counts
 * @param clientChains whether clients may choose chains for names that no policy is for
 * @param clientTtl how long they may keep those, in seconds
 */
public record Policies(
    List<Policy> policies, Composer composer, boolean clientChains, long clientTtl) {

  public Policies {
    policies = List.copyOf(policies);
  }

  /** What a client gets that asks for a name. */
  public Decision decide(Ipv6Address client, Wish wish, Name name) {
    Optional<Policy> policy =
        policies.stream().filter(it -> it.isFor(client, wish, name)).findFirst();
    if (policy.isEmpty()) {
      return wish.chain().isEmpty() ? new Decision.Plain() : ofTheClient(client, wish);
    }
    return switch (policy.get().action()) {
      case DENY -> new Decision.Denied();
      case PLAIN ->
          wish.chain().isEmpty() ? new Decision.Plain() : chosen(policy.get(), client, wish);
      case CHAIN ->
          wish.chain().isEmpty() ? given(policy.get(), client) : chosen(policy.get(), client, wish);
    };
  }

  private Decision ofTheClient(Ipv6Address client, Wish wish) {
    return clientChains
        ? compose(wish.chain().orElseThrow(), List.of(), client, clientTtl, WithoutProxies.FAIL)
        : new Decision.Denied();
  }

  private Decision chosen(Policy policy, Ipv6Address client, Wish wish) {
    return policy.clientChains()
        ? compose(wish.chain().orElseThrow(), List.of(), client, policy.ttl(), WithoutProxies.FAIL)
        : new Decision.Denied();
  }

  private Decision given(Policy policy, Ipv6Address client) {
    return compose(
        policy.chain().orElseThrow(), policy.at(), client, policy.ttl(), policy.withoutProxies());
  }

  /** A chain that cannot be is the fault of the client who wrote it: policies were checked. */
  private Decision compose(
      ChainText chain,
      List<String> at,
      Ipv6Address client,
      long ttl,
      WithoutProxies withoutProxies) {
    try {
      return composer
          .compose(chain, at, client)
          .<Decision>map(sids -> new Decision.Through(sids, ttl))
          .orElse(
              withoutProxies == WithoutProxies.PLAIN
                  ? new Decision.Plain()
                  : new Decision.Unavailable());
    } catch (IllegalArgumentException impossible) {
      return new Decision.Denied();
    }
  }
}
