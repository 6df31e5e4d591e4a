package org.srv6pipes.dist;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.linux.Link;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.flow.Egress;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.Bypass;
import org.srv6pipes.rules.Bypass.LastHeader;
import org.srv6pipes.rules.HostPlan;
import org.srv6pipes.rules.ProxyPlan;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.SidLayout;

/** What a configuration and its functions want of the host. */
final class ProxyRules {

  private static final String LOOPBACK = "lo";

  private ProxyRules() {}

  /**
   * @param open the numbers of functions and chains that connections may go past
   * @param interfaces all interfaces of the host
   * @param edge the interfaces of hosts that know nothing, of a proxy where their chains begin
   */
  static HostPlan plan(
      ProxyConfig config,
      Allocation numbers,
      Collection<Integer> open,
      List<String> interfaces,
      List<String> edge) {
    return new ProxyPlan(
            numbers,
            config.sidPrefixes(),
            config.interfaces(),
            interfaces,
            config.allowFrom().isEmpty(),
            true,
            bypass(config, open, interfaces),
            edge)
        .hostPlan();
  }

  private static Optional<Bypass> bypass(
      ProxyConfig config, Collection<Integer> open, List<String> interfaces) {
    if (open.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Bypass(
            openSids(config, open),
            lastHeader(config.egress()),
            config.timeouts().idle(),
            config.timeouts().halfClosed(),
            config.allowFrom(),
            config.allowTo(),
            device(config.interfaces(), interfaces)));
  }

  private static List<Ipv6Prefix> openSids(ProxyConfig config, Collection<Integer> open) {
    SidLayout layout = config.layout();
    int bits = layout.prefixBits() + layout.functionBits();
    return config.sidPrefixes().stream()
        .distinct()
        .flatMap(
            prefix ->
                open.stream()
                    .sorted()
                    .map(number -> Ipv6Prefix.of(layout.encode(prefix, number, 0), bits)))
        .toList();
  }

  private static LastHeader lastHeader(Egress egress) {
    return switch (egress) {
      case RETURN_PATH -> LastHeader.STAYS;
      case PLAIN, OWN_ADDRESS -> LastHeader.GOES;
      case AUTO -> LastHeader.BY_TURNS;
    };
  }

  /** Routes need one to stand on that stays when this process ends. */
  private static Link device(List<String> ingress, List<String> interfaces) {
    List<Link> usable =
        links().stream()
            .filter(it -> it.up() && !it.name().equals(LOOPBACK) && interfaces.contains(it.name()))
            .toList();
    return usable.stream()
        .filter(it -> ingress.isEmpty() || ingress.contains(it.name()))
        .findFirst()
        .or(() -> usable.stream().findFirst())
        .orElseThrow(
            () ->
                new RulesException(
                    "no interface is up, and connections that go past the proxy need one"));
  }

  private static List<Link> links() {
    try (Rtnetlink routing = Rtnetlink.open()) {
      return routing.links();
    }
  }
}
