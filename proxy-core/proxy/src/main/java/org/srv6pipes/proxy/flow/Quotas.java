package org.srv6pipes.proxy.flow;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * How much of the proxy any one client network and any one function may have, and all flows
 * together. Shared by all loops, and asked once at each flow's begin and end.
 */
public final class Quotas {

  /**
   * @param perClient flows at once of one client network; 0 for any number
   * @param clientBits how long the prefix of a client network is
   * @param perFunction flows at once, by the function's name; those that are not named may have any
   *     number
   * @param newPerSecond flows that may begin; 0 for any number
   * @param memory bytes that the functions of all flows may hold, as they declare; 0 for any number
   */
  public record Limits(
      int perClient,
      int clientBits,
      Map<String, Integer> perFunction,
      int newPerSecond,
      long memory) {}

  /** What a flow has been given, to be given back at its end. */
  public record Share(Ipv6Prefix client, Set<String> functions, long memory) {}

  private final Limits limits;
  private final RateLimit rate;
  private final Map<Ipv6Prefix, Integer> clients = new HashMap<>();
  private final Map<String, Integer> functions = new HashMap<>();
  private long memory;

  public Quotas(Limits limits, long now) {
    this.limits = limits;
    this.rate = new RateLimit(Math.max(1, limits.newPerSecond()), now);
  }

  /** What this flow would take of each quota. */
  public Share shareOf(AdmittedFlow flow) {
    Set<String> limited = new HashSet<>();
    long bytes = 0;
    for (PlannedFunction function : flow.forward()) {
      bytes += add(function, limited);
    }
    for (PlannedFunction function : flow.back()) {
      bytes += add(function, limited);
    }
    return new Share(
        Ipv6Prefix.of(flow.key().client().address(), limits.clientBits()), limited, bytes);
  }

  private long add(PlannedFunction function, Set<String> limited) {
    if (limits.perFunction().containsKey(function.name())) {
      limited.add(function.name());
    }
    return function.plan().traits().memoryPerFlow();
  }

  /** Takes a share, or says which quota has not that much left; then nothing was taken. */
  public synchronized Optional<EndReason> take(Share share, long now) {
    Optional<EndReason> exhausted = exhausted(share);
    if (exhausted.isPresent()) {
      return exhausted;
    }
    if (limits.newPerSecond() > 0 && !rate.allows(now)) {
      return Optional.of(EndReason.RATE_LIMIT);
    }
    memory += share.memory();
    clients.merge(share.client(), 1, Integer::sum);
    share.functions().forEach(name -> functions.merge(name, 1, Integer::sum));
    return Optional.empty();
  }

  private Optional<EndReason> exhausted(Share share) {
    if (limits.perClient() > 0 && clients.getOrDefault(share.client(), 0) >= limits.perClient()) {
      return Optional.of(EndReason.CLIENT_LIMIT);
    }
    if (share.functions().stream().anyMatch(this::isExhausted)) {
      return Optional.of(EndReason.FUNCTION_LIMIT);
    }
    return limits.memory() > 0 && share.memory() > limits.memory() - memory
        ? Optional.of(EndReason.MEMORY_LIMIT)
        : Optional.empty();
  }

  private boolean isExhausted(String function) {
    return functions.getOrDefault(function, 0)
        >= limits.perFunction().getOrDefault(function, Integer.MAX_VALUE);
  }

  public synchronized void giveBack(Share share) {
    memory -= share.memory();
    clients.computeIfPresent(share.client(), (_, count) -> count == 1 ? null : count - 1);
    share.functions().forEach(name -> functions.merge(name, -1, Integer::sum));
  }

  /** Bytes that functions may hold now. */
  public synchronized long memory() {
    return memory;
  }

  /** The most that {@link #memory} may be. */
  public long memoryLimit() {
    return limits.memory() == 0 ? Long.MAX_VALUE : limits.memory();
  }
}
