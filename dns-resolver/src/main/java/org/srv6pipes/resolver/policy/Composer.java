package org.srv6pipes.resolver.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.wire.ChainStep;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;

/**
 * Puts the functions of a chain on proxies.
 *
 * <p>Sites stand in the order in which packets to the servers pass them. Unless the sites are
 * given, each step goes to the next site that has its function, or stays at the last one. Within a
 * site a client always gets the same proxy as long as that one is up; when it is down, only its own
 * clients move (weighted rendezvous hashing).
 */
public final class Composer {
  private final List<KnownProxy> proxies;
  private final List<String> sites;
  private final Predicate<String> up;

  /**
   * @param proxies in the order in which packets to the servers pass them
   * @param up whether the proxy of a name works at this moment
   */
  public Composer(List<KnownProxy> proxies, Predicate<String> up) {
    this.proxies = List.copyOf(proxies);
    this.sites = proxies.stream().map(KnownProxy::site).distinct().toList();
    this.up = up;
  }

  /**
   * The SIDs for one client.
   *
   * @param at a site for each step, or empty
   * @return nothing where no proxy is up that has a function
   * @throws IllegalArgumentException if a step can never be, up or not; the message says why
   */
  public Optional<ChainRecord> compose(ChainText chain, List<String> at, Ipv6Address client) {
    List<ChainStep> steps = chain.steps();
    List<Ipv6Address> forward = new ArrayList<>();
    List<Ipv6Address> back = new ArrayList<>();
    int site = -1;
    for (int i = 0; i < steps.size(); i++) {
      site = at.isEmpty() ? siteOf(steps.get(i), site) : sites.indexOf(at.get(i));
      Optional<KnownProxy> proxy = choose(steps.get(i), sites.get(site), client);
      if (proxy.isEmpty()) {
        return Optional.empty();
      }
      KnownProxy.Step sids = proxy.get().sids(steps.get(i));
      forward.add(sids.forward());
      sids.back().ifPresent(back::add);
    }
    return Optional.of(
        new ChainRecord(0, forward, back.size() == forward.size() ? back : List.of()));
  }

  private int siteOf(ChainStep step, int previous) {
    for (int site = previous + 1; site < sites.size(); site++) {
      if (hasFunction(step, sites.get(site))) {
        return site;
      }
    }
    if (previous >= 0 && hasFunction(step, sites.get(previous))) {
      return previous;
    }
    throw new IllegalArgumentException(
        "no proxy "
            + (previous < 0 ? "" : "at " + sites.get(previous) + " or behind it ")
            + "has a function \""
            + step.name()
            + "\"");
  }

  private boolean hasFunction(ChainStep step, String site) {
    return proxies.stream().anyMatch(proxy -> proxy.site().equals(site) && proxy.has(step));
  }

  private Optional<KnownProxy> choose(ChainStep step, String site, Ipv6Address client) {
    return proxies.stream()
        .filter(proxy -> proxy.site().equals(site) && proxy.has(step) && up.test(proxy.name()))
        .max(Comparator.comparingDouble(proxy -> score(proxy, client)));
  }

  /** The higher the weight, the more clients find this the highest score of all. */
  private static double score(KnownProxy proxy, Ipv6Address client) {
    long mixed = mix(mix(client.high()) ^ client.low()) ^ proxy.name().hashCode();
    double uniform = ((mix(mixed) >>> 11) + 0.5) * 0x1.0p-53;
    return -proxy.weight() / Math.log(uniform);
  }

  /** The finishing steps of SplitMix64, which spread every bit over all. */
  private static long mix(long bits) {
    long z = bits + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  /**
   * Says what would keep a chain from ever being composed.
   *
   * @return nothing if all is well
   */
  public Optional<String> objection(ChainText chain, List<String> at) {
    Composer allUp = new Composer(proxies, _ -> true);
    try {
      for (ChainStep step : chain.steps()) {
        proxies.stream().filter(proxy -> proxy.has(step)).forEach(proxy -> proxy.sids(step));
      }
      return at.isEmpty() ? allUp.tryOut(chain, at) : sitesObjection(chain, at, allUp);
    } catch (IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private Optional<String> tryOut(ChainText chain, List<String> at) {
    return compose(chain, at, Ipv6Address.LOOPBACK).isPresent()
        ? Optional.empty()
        : Optional.of("a site of it has no proxy with the function");
  }

  private Optional<String> sitesObjection(ChainText chain, List<String> at, Composer allUp) {
    if (at.size() != chain.steps().size()) {
      return Optional.of("name one site for each of the " + chain.steps().size() + " functions");
    }
    for (String site : at) {
      if (!sites.contains(site)) {
        return Optional.of("there is no site \"" + site + "\"; there are " + sites);
      }
    }
    for (int i = 1; i < at.size(); i++) {
      if (sites.indexOf(at.get(i)) != sites.indexOf(at.get(i - 1))
          && at.subList(0, i - 1).contains(at.get(i))) {
        return Optional.of("a chain cannot come back to " + at.get(i) + " after another site");
      }
    }
    return allUp.tryOut(chain, at);
  }
}
