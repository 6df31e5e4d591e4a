package org.srv6pipes.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;

/**
 * A host on which the process is killed before or after its n-th change, and is dead from then on.
 */
final class InterruptedHost implements Host {
  /** The process is gone: nothing can catch this and tidy up. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private final Host host;
  private int changesToGo;
  private final boolean afterTheChange;

  InterruptedHost(Host host, int changesToGo, boolean afterTheChange) {
    this.host = host;
    this.changesToGo = changesToGo;
    this.afterTheChange = afterTheChange;
  }

  private void change(Runnable change) {
    boolean last = changesToGo-- == 0;
    if (last && !afterTheChange) {
      throw new Killed();
    }
    change.run();
    if (last) {
      throw new Killed();
    }
  }

  /** Killed in the middle of this, one table has been changed and the others have not. */
  @Override
  public void restore(String script) {
    if (changesToGo == 0 && !afterTheChange) {
      String commit = "COMMIT\n";
      host.restore(script.substring(0, script.indexOf(commit) + commit.length()));
    }
    change(() -> host.restore(script));
  }

  @Override
  public void make(NftTable table) {
    change(() -> host.make(table));
  }

  @Override
  public boolean hasNftTable(String name) {
    return host.hasNftTable(name);
  }

  @Override
  public void deleteNftTable(String name) {
    change(() -> host.deleteNftTable(name));
  }

  @Override
  public void add(Route route) {
    change(() -> host.add(route));
  }

  @Override
  public void add(RoutingRule rule) {
    change(() -> host.add(rule));
  }

  @Override
  public void delete(RouteKey route) {
    change(() -> host.delete(route));
  }

  @Override
  public void delete(RoutingRule rule) {
    change(() -> host.delete(rule));
  }

  @Override
  public void set(Setting setting) {
    change(() -> host.set(setting));
  }

  @Override
  public String identity() {
    return host.identity();
  }

  @Override
  public FirewallState firewall() {
    return host.firewall();
  }

  @Override
  public String backEnd() {
    return host.backEnd();
  }

  @Override
  public Optional<Ip6tables> otherBackEnd() {
    return host.otherBackEnd();
  }

  @Override
  public List<NftBaseChain> nftBaseChains() {
    return host.nftBaseChains();
  }

  @Override
  public String rules(NftBaseChain chain) {
    return host.rules(chain);
  }

  @Override
  public List<Route> routes(int table) {
    return host.routes(table);
  }

  @Override
  public List<RoutingRule> routingRules() {
    return host.routingRules();
  }

  @Override
  public Optional<String> setting(String name) {
    return host.setting(name);
  }

  @Override
  public List<String> interfaces() {
    return host.interfaces();
  }

  @Override
  public boolean isQueueRead(int queue) {
    return host.isQueueRead(queue);
  }

  @Override
  public Set<Integer> portsInUse() {
    return host.portsInUse();
  }
}
