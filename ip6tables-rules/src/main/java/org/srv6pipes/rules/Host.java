package org.srv6pipes.rules;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;

/** The door to everything on a host that a plan changes or must not collide with. */
interface Host {
  /** Tells this network namespace of this boot from every other. */
  String identity();

  FirewallState firewall();

  /** The back end of ip6tables that {@link #firewall} shows. */
  String backEnd();

  /** The back end of ip6tables that {@link #firewall} does not show, if the host has it. */
  Optional<Ip6tables> otherBackEnd();

  /** The base chains of nftables; none where the host has no nft. */
  List<NftBaseChain> nftBaseChains();

  /** What a base chain of nftables holds, as nft prints it. */
  String rules(NftBaseChain chain);

  /** Carries out a script for ip6tables-restore; each table changes wholly or not at all. */
  void restore(String script);

  /** Makes a table of nftables what its script says, wholly or not at all. */
  void make(NftTable table);

  boolean hasNftTable(String name);

  /** Deletes it if it is there. */
  void deleteNftTable(String name);

  List<Route> routes(int table);

  List<RoutingRule> routingRules();

  /** Adds what is not there yet. */
  void add(Route route);

  void add(RoutingRule rule);

  /** Deletes what is still there. */
  void delete(RouteKey route);

  void delete(RoutingRule rule);

  /** The value of a sysctl; empty where the kernel or the interface that has it is not there. */
  Optional<String> setting(String name);

  void set(Setting setting);

  /** The names of all interfaces. */
  List<String> interfaces();

  /** Whether somebody reads this NFQUEUE queue. */
  boolean isQueueRead(int queue);

  /** TCP ports on which somebody listens. */
  Set<Integer> portsInUse();
}
