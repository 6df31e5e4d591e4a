package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * What the proxy role wants of its host, so that it sees each connection to its SIDs and no service
 * of the host is ever reached through one.
 *
 * <p>A SID is an address of this host only for packets that carry our mark, and only our own rules
 * give it; without it the route to the prefix says prohibited. So a packet that our rules did not
 * see, because they are not there yet, were flushed, or another program's rule took it before, goes
 * nowhere.
 *
 * <ul>
 *   <li>raw takes our marks off every arriving packet and sends the SYNs to the queues;
 *   <li>mangle hands a SYN that came back with the mark of a slot, and as a rule without its
 *       segments, to that slot's listener, drops every other with segments, and lets the kernel
 *       walk the segment list of the packets after the SYN;
 *   <li>plain packets (without an SRH) that answer one of our sockets are brought home by that
 *       socket's mark;
 *   <li>filter refuses what is for a SID itself: TCP with a reset, UDP with port unreachable.
 * </ul>
 *
 * @param sidPrefixes what the proxy serves
 * @param ingress the interfaces on which connections may arrive; empty for all
 * @param interfaces all interfaces of the host
 * @param reversePath refuse SYNs that arrive where no route leads back to their source
 * @param forwarding make the host a router as well
 * @param bypass what goes past the proxy while it cannot take it, if anything does
 * @param edge the interfaces of hosts whose connections may begin their chain here: plain SYNs from
 *     there are looked at too, and go on as they are when nobody does
 */
public record ProxyPlan(
    Allocation numbers,
    List<Ipv6Prefix> sidPrefixes,
    List<String> ingress,
    List<String> interfaces,
    boolean reversePath,
    boolean forwarding,
    Optional<Bypass> bypass,
    List<String> edge) {
  /** LOOPBACK_IFINDEX of net/flow.h: the interface lo has this index in every network namespace. */
  private static final int LOOPBACK = 1;

  private static final String TCP = "-p tcp ";
  private static final String SYN = "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN ";
  private static final String NOT_SYN = "-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN ";
  private static final String SEGMENTS_TO_GO = "-m rt --rt-type 4 --rt-segsleft 1:255 ";
  private static final String OF_A_SOCKET = "-m socket --transparent --restore-skmark ";

  public ProxyPlan {
    sidPrefixes = List.copyOf(sidPrefixes);
    ingress = List.copyOf(ingress);
    interfaces = List.copyOf(interfaces);
    edge = List.copyOf(edge);
  }

  /** For a proxy to which every connection comes with segments. */
  public ProxyPlan(
      Allocation numbers,
      List<Ipv6Prefix> sidPrefixes,
      List<String> ingress,
      List<String> interfaces,
      boolean reversePath,
      boolean forwarding,
      Optional<Bypass> bypass) {
    this(numbers, sidPrefixes, ingress, interfaces, reversePath, forwarding, bypass, List.of());
  }

  /** The changes that this plan comes down to. */
  public HostPlan hostPlan() {
    List<Route> routes = new ArrayList<>();
    routes.add(local(Prefix6.ALL, numbers.localTable()));
    for (Ipv6Prefix it : sidPrefixes) {
      Prefix6 prefix = new Prefix6(it.address().toInet(), it.length());
      routes.add(local(prefix, numbers.ownTrafficTable()));
      routes.add(Route.prohibit(prefix).protocol(HostPlan.PROTOCOL).build());
    }
    List<RoutingRule> rules = new ArrayList<>();
    rules.add(HostPlan.ruleForMark(numbers.localMark(), numbers.localTable()));
    rules.add(HostPlan.ruleForOwnTraffic(numbers.ownTrafficTable()));
    if (bypass.isPresent()) {
      rules.add(HostPlan.ruleForPast(numbers.pastMark(), numbers.pastTable()));
      rules.add(HostPlan.ruleForPast(numbers.pastBareMark(), numbers.pastBareTable()));
    }
    bypass.ifPresent(it -> routes.addAll(it.routes(numbers)));
    Optional<NftTable> nftTable = bypass.map(it -> it.table(numbers));
    return new HostPlan(numbers, ruleSet(), settings(), routes, rules, nftTable);
  }

  private static Route local(Prefix6 destination, int table) {
    return Route.local(destination)
        .device(LOOPBACK)
        .table(table)
        .protocol(HostPlan.PROTOCOL)
        .build();
  }

  private RuleSet ruleSet() {
    List<Chain> chains = new ArrayList<>();
    if (bypass.isPresent()) {
      chains.add(open());
    }
    if (!edge.isEmpty()) {
      chains.add(begin());
    }
    chains.addAll(
        List.of(
            capture(),
            rawSid(),
            syn(),
            back(),
            take(),
            out(),
            steer(),
            mangleSid(),
            walk(),
            slots(),
            local(),
            leave(),
            guard(),
            filterSid()));
    List<Jump> jumps =
        List.of(
            new Jump(Table.RAW, "PREROUTING", capture().name()),
            new Jump(Table.RAW, "OUTPUT", out().name()),
            new Jump(Table.MANGLE, "PREROUTING", steer().name()),
            new Jump(Table.MANGLE, "OUTPUT", leave().name()),
            new Jump(Table.FILTER, "INPUT", guard().name()));
    return new RuleSet(numbers.chainPrefix(), chains, jumps);
  }

  private Chain capture() {
    List<String> rules = new ArrayList<>();
    rules.add("-m mark --mark " + numbers.anyMark() + " -j MARK --set-xmark 0x0/0xffffffff");
    rules.addAll(toSids("SID"));
    edge.forEach(device -> rules.add("-i " + device + " " + SYN + go("BEGIN")));
    rules.add(NOT_SYN + OF_A_SOCKET + go("BACK"));
    rules.add("-p ipv6-icmp " + OF_A_SOCKET + go("BACK"));
    return chain(Table.RAW, "CAPTURE", rules);
  }

  private Chain rawSid() {
    Stream<String> arriving =
        ingress.isEmpty() ? Stream.of("") : ingress.stream().map(device -> "-i " + device + " ");
    Stream<String> syns = arriving.map(device -> device + SYN + SEGMENTS_TO_GO + go("SYN"));
    return chain(Table.RAW, "SID", Stream.concat(Stream.of("-j CT --notrack"), syns).toList());
  }

  private Chain syn() {
    List<String> rules = new ArrayList<>();
    if (reversePath) {
      rules.add("-m rpfilter --invert -j DROP");
    }
    bypass.ifPresent(it -> rules.addAll(toOpen(it)));
    rules.addAll(numbers.queues() == 0 ? straightToSlots() : toQueues());
    return chain(Table.RAW, "SYN", rules);
  }

  /** Not by way of the queue what goes past the proxy already. */
  private List<String> toOpen(Bypass open) {
    List<String> rules = new ArrayList<>(accept(past()));
    open.sids().forEach(it -> rules.add("-d " + it + " " + go("OPEN")));
    return rules;
  }

  private List<Integer> past() {
    return bypass.isPresent() ? List.of(numbers.pastMark(), numbers.pastBareMark()) : List.of();
  }

  private static List<String> accept(List<Integer> marks) {
    return marks.stream().map(it -> mark(it) + "-j ACCEPT").toList();
  }

  /** Without us everything goes on as if we had never been. */
  private Chain begin() {
    return chain(
        Table.RAW,
        "BEGIN",
        toQueues().stream()
            .map(rule -> rule.contains("NFQUEUE") ? rule + " --queue-bypass" : rule)
            .toList());
  }

  private List<String> toQueues() {
    List<String> rules = new ArrayList<>();
    boolean several = numbers.queues() > 1;
    if (several) {
      rules.add(spreadByConnection(numbers.queues(), numbers.queueMark(0)));
    }
    for (int queue = 0; queue < numbers.queues(); queue++) {
      String chosen = several ? mark(numbers.queueMark(queue)) : "";
      rules.add(chosen + "-j NFQUEUE --queue-num " + numbers.queue(queue));
    }
    return rules;
  }

  /** The same, but with its mark each SYN goes on where nobody reads the queue. */
  private Chain open() {
    List<String> rules = new ArrayList<>();
    rules.add(
        numbers.queues() > 1
            ? spreadByConnection(numbers.queues(), numbers.queueMark(0))
            : setMark(numbers.queueMark(0)));
    for (int queue = 0; queue < numbers.queues(); queue++) {
      rules.add(
          mark(numbers.queueMark(queue))
              + "-j NFQUEUE --queue-num "
              + numbers.queue(queue)
              + " --queue-bypass");
    }
    return chain(Table.RAW, "OPEN", rules);
  }

  /** Without a queue nobody chooses: the slots share the connections. */
  private List<String> straightToSlots() {
    return List.of(
        numbers.slots() > 1
            ? spreadByConnection(numbers.slots(), numbers.slotMark(0))
            : setMark(numbers.slotMark(0)));
  }

  /**
   * By the client's address and both ports: NFQUEUE's own balance knows addresses only and sends
   * one client to one queue. Not by the SID, so that a connection whose SYN is sent again along
   * another path meets whoever has it.
   */
  private static String spreadByConnection(int parts, int firstMark) {
    return TCP
        + "-j HMARK --hmark-src-prefix 128 --hmark-dst-prefix 0 --hmark-sport-mask 0xffff"
        + " --hmark-dport-mask 0xffff --hmark-rnd 0x00005336 --hmark-mod "
        + parts
        + " --hmark-offset "
        + firstMark;
  }

  /**
   * A packet that belongs to a transparent socket: ours if the socket has our mark. A socket that
   * waits after its end or before its beginning shows no mark; this host is where its packet
   * belongs, whoever owned it.
   */
  private Chain back() {
    return chain(
        Table.RAW,
        "BACK",
        List.of(
            mark(numbers.socketMark()) + go("TAKE"),
            setMark(numbers.unknownMark()),
            OF_A_SOCKET.strip(),
            mark(numbers.unknownMark()) + go("TAKE")));
  }

  private Chain take() {
    return chain(
        Table.RAW, "TAKE", List.of("-j CT --notrack", setMark(numbers.localMark()), "-j ACCEPT"));
  }

  private Chain out() {
    return chain(Table.RAW, "OUT", List.of(mark(numbers.socketMark()) + "-j CT --notrack"));
  }

  private Chain steer() {
    List<String> rules = new ArrayList<>(toSids("SID"));
    rules.add(mark(numbers.localMark()) + "-j ACCEPT");
    edge.forEach(device -> rules.addAll(unmarked("-i " + device + " " + SYN)));
    if (numbers.queues() > 0) {
      rules.add(SYN + "-m mark --mark " + numbers.anyMark() + " " + go("SLOTS"));
    }
    return chain(Table.MANGLE, "STEER", rules);
  }

  /**
   * A SYN that bypassed a queue without us still has its mark, which must not bring it to a slot.
   */
  private List<String> unmarked(String syn) {
    List<String> rules = new ArrayList<>();
    for (int queue = 0; numbers.queues() > 1 && queue < numbers.queues(); queue++) {
      rules.add(syn + mark(numbers.queueMark(queue)) + "-j MARK --set-xmark 0x0/0xffffffff");
    }
    return rules;
  }

  /**
   * UDP on its way along a segment list is left to the prohibiting route: REJECT cannot verify the
   * checksum of such a packet and stays silent. Behind it an SRH that leads to an inner IPv6 or
   * IPv4 packet and everything else is dropped, and counted apart.
   */
  private Chain mangleSid() {
    return chain(
        Table.MANGLE,
        "SID",
        List.of(
            TCP + SEGMENTS_TO_GO + go("WALK"),
            TCP + go("LOCAL"),
            "-p udp " + SEGMENTS_TO_GO + "-j RETURN",
            "-p udp " + go("LOCAL"),
            "-p ipv6-icmp -m ipv6header ! --header ipv6-route --soft " + go("LOCAL"),
            "-p 41 -j DROP",
            "-p 4 -j DROP",
            "-j DROP"));
  }

  private Chain walk() {
    List<String> rules = new ArrayList<>(accept(past()));
    rules.add(SYN + go("SLOTS"));
    rules.add("-p tcp -m tcp --tcp-flags SYN,ACK SYN -j DROP");
    rules.add(go("LOCAL"));
    return chain(Table.MANGLE, "WALK", rules);
  }

  /**
   * What another instance has released from its queue passes to that one's slots: it was the one to
   * ask before this one took over from it.
   */
  private Chain slots() {
    List<String> rules = new ArrayList<>();
    for (int slot = 0; slot < numbers.slots(); slot++) {
      rules.add(
          TCP
              + mark(numbers.slotMark(slot))
              + "-j TPROXY --on-port "
              + numbers.port(slot)
              + " --on-ip ::1 --tproxy-mark "
              + Allocation.hex(numbers.localMark())
              + "/0xffffffff");
    }
    rules.add("-m mark --mark " + numbers.anyMark() + " -j DROP");
    rules.add("-m mark --mark " + Allocation.ANY_MARK_OF_ALL + " -j RETURN");
    rules.add("-j DROP");
    return chain(Table.MANGLE, "SLOTS", rules);
  }

  private Chain local() {
    return chain(Table.MANGLE, "LOCAL", List.of(setMark(numbers.localMark()), "-j ACCEPT"));
  }

  /** What this host sends is not for this host, also where fwmark_reflect copies our mark to it. */
  private Chain leave() {
    return chain(
        Table.MANGLE,
        "LEAVE",
        List.of(mark(numbers.localMark()) + "-j MARK --set-xmark 0x0/0xffffffff"));
  }

  /**
   * Segment routing, which is enabled for the SIDs, must not make the host's own addresses segments
   * as well: services behind rules on another address would be reached through the first one. What
   * has the mark of another instance is that one's to judge.
   */
  private Chain guard() {
    List<String> rules = new ArrayList<>(toSids("SID"));
    rules.add(mark(numbers.localMark()) + "-j ACCEPT");
    rules.add("-m mark --mark " + Allocation.ANY_LOCAL_MARK + " -j RETURN");
    rules.add(SEGMENTS_TO_GO + "-j DROP");
    rules.add("-p 41 -m rt --rt-type 4 -j DROP");
    rules.add("-p 4 -m rt --rt-type 4 -j DROP");
    rules.add("-d ::1/128 -p tcp -m tcp --dport " + ports() + " -j REJECT --reject-with tcp-reset");
    return chain(Table.FILTER, "GUARD", rules);
  }

  private String ports() {
    int first = numbers.port(0);
    int last = numbers.port(numbers.slots() - 1);
    return first == last ? Integer.toString(first) : first + ":" + last;
  }

  /** Neighbour discovery is let in for an address of the prefix that the host has been given. */
  private Chain filterSid() {
    List<String> rules = new ArrayList<>(accept(past()));
    rules.addAll(
        List.of(
            TCP + SEGMENTS_TO_GO + mark(numbers.localMark()) + "-j ACCEPT",
            TCP + "-j REJECT --reject-with tcp-reset",
            "-p udp -j REJECT --reject-with icmp6-port-unreachable",
            "-p ipv6-icmp -m icmp6 --icmpv6-type 128 -j ACCEPT",
            "-p ipv6-icmp -m icmp6 --icmpv6-type 135 -j ACCEPT",
            "-p ipv6-icmp -m icmp6 --icmpv6-type 136 -j ACCEPT",
            "-j DROP"));
    return chain(Table.FILTER, "SID", rules);
  }

  private List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    if (forwarding) {
      settings.add(Setting.ofInterface("all", "forwarding", "1"));
    }
    settings.add(Setting.ofInterface("all", "seg6_enabled", "1"));
    Stream<String> devices =
        ingress.isEmpty() ? interfaces.stream() : Stream.concat(ingress.stream(), Stream.of("lo"));
    devices.distinct().forEach(d -> settings.add(Setting.ofInterface(d, "seg6_enabled", "1")));
    return settings;
  }

  private List<String> toSids(String chain) {
    return sidPrefixes.stream().map(prefix -> "-d " + prefix + " " + go(chain)).toList();
  }

  private Chain chain(Table table, String name, List<String> rules) {
    return new Chain(table, numbers.chainPrefix() + name, rules);
  }

  private String go(String chain) {
    return "-g " + numbers.chainPrefix() + chain;
  }

  private static String mark(int mark) {
    return "-m mark --mark " + Allocation.hex(mark) + " ";
  }

  private static String setMark(int mark) {
    return "-j MARK --set-xmark " + Allocation.hex(mark) + "/0xffffffff";
  }
}
