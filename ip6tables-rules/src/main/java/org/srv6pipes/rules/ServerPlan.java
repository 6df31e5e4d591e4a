package org.srv6pipes.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the server role wants of its host, so that what a TCP service answers goes back along the
 * path that the SYN named. Packets without a segment routing header are not looked at.
 *
 * <ul>
 *   <li>mangle INPUT sends the SYNs that arrive at the end of their segment list to a queue. Their
 *       verdict has the mark of a return path, which the kernel hands on to the accepted socket and
 *       to its own resets;
 *   <li>it sends those there too that begin nothing and belong to no socket: the last part of a
 *       handshake by SYN cookie, whose socket is made only then, and what will be answered by a
 *       reset;
 *   <li>it drops what would go on from here, to the next segment or out of another packet, where no
 *       filter has seen the address that it goes to;
 *   <li>a rule for each path, made when the path is, leads its mark to its own table; one rule in
 *       front of them spares all other packets the walk along them.
 * </ul>
 *
 * @param ingress the interfaces by which connections come; empty for all
 * @param interfaces all interfaces of the host
 * @param plainWhenDown let SYNs pass, to be answered by plain routing, while nobody reads the queue
 * @param transit let this host walk segment lists that go on behind it
 */
public record ServerPlan(
    Allocation numbers,
    List<String> ingress,
    List<String> interfaces,
    boolean plainWhenDown,
    boolean transit) {
  public ServerPlan {
    ingress = List.copyOf(ingress);
    interfaces = List.copyOf(interfaces);
  }

  /** The changes that this plan comes down to, without any path. */
  public HostPlan hostPlan() {
    return new HostPlan(numbers, ruleSet(), settings(), List.of(), PathPlan.frame(numbers));
  }

  private RuleSet ruleSet() {
    List<Chain> chains = List.of(serve(), srh(), transitChain(), queue());
    List<Jump> jumps = List.of(new Jump(Table.MANGLE, "INPUT", serve().name()));
    return new RuleSet(numbers.chainPrefix(), chains, jumps);
  }

  private Chain serve() {
    Stream<String> arriving =
        ingress.isEmpty() ? Stream.of("") : ingress.stream().map(device -> "-i " + device + " ");
    return chain("SERVE", arriving.map(it -> it + "-m rt --rt-type 4 " + go("SRH")).toList());
  }

  private Chain srh() {
    List<String> rules = new ArrayList<>();
    rules.add("-m rt --rt-type 4 --rt-segsleft 1:255 " + go("TRANSIT"));
    rules.add("-p 41 " + go("TRANSIT"));
    rules.add("-p 4 " + go("TRANSIT"));
    rules.add("-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN " + go("QUEUE"));
    rules.add("-p tcp -m tcp --tcp-flags RST RST -j RETURN");
    rules.add("-p tcp -m socket -j RETURN");
    rules.add("-p tcp " + go("QUEUE"));
    return chain("SRH", rules);
  }

  /** What has the mark of a proxy on this host is that one's to judge. */
  private Chain transitChain() {
    String ofAProxy = "-m mark --mark " + Allocation.ANY_LOCAL_MARK + " -j RETURN";
    return chain("TRANSIT", transit ? List.of("-j RETURN") : List.of(ofAProxy, "-j DROP"));
  }

  private Chain queue() {
    String bypass = plainWhenDown ? " --queue-bypass" : "";
    return chain("QUEUE", List.of("-j NFQUEUE --queue-num " + numbers.queue(0) + bypass));
  }

  private Chain chain(String name, List<String> rules) {
    return new Chain(Table.MANGLE, numbers.chainPrefix() + name, rules);
  }

  private String go(String chain) {
    return "-g " + numbers.chainPrefix() + chain;
  }

  /** The kernel takes the lower of what all and the interface say, so these come last. */
  private List<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    settings.add(new Setting("net.ipv4.tcp_fwmark_accept", "1"));
    settings.add(new Setting("net.ipv6.fwmark_reflect", "1"));
    List<String> devices = ingress.isEmpty() ? interfaces : ingress;
    devices.forEach(d -> settings.add(Setting.ofInterface(d, "seg6_enabled", "1")));
    settings.add(Setting.ofInterface("all", "seg6_enabled", "1"));
    return settings;
  }
}
