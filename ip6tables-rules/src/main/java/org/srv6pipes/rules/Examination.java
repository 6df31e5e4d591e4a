package org.srv6pipes.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.srv6pipes.linux.Capability;
import org.srv6pipes.linux.EchoProbe;
import org.srv6pipes.linux.Link;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.linux.Namespaces;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.RouteType;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.wire.Ipv6Address;

/** Everything that the doctor looks at, one after the other. */
final class Examination {
  /** What a segment list of three SIDs and a return path of three add to a packet. */
  static final int SEGMENTS = 128;

  private static final int SMALLEST_MTU = 1280;
  private static final int USUAL_MTU = 1500;

  /** How often the kernel may learn of a smaller link on one way. */
  private static final int NARROWER_LINKS = 8;

  private static final int TRIES = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final int FILES_PER_CONNECTION = 2;
  private static final int PIPES_PER_CONNECTION = 2;
  private static final int PAGES_PER_PIPE = 16;
  private static final int PERCENT = 100;
  private static final int NEARLY_FULL = 90;

  private static final Pattern ICMPV6_REFUSED =
      Pattern.compile("-p ipv6-icmp (-m icmp6 --icmpv6-type 2 )?-j (DROP|REJECT.*)");
  private static final Pattern ICMPV6_ACCEPTED =
      Pattern.compile("-p ipv6-icmp (-m icmp6 --icmpv6-type 2 )?-j ACCEPT");
  private static final String ACCEPT_ICMPV6 = " -p ipv6-icmp -j ACCEPT";
  private static final String RPFILTER = "-m rpfilter ";

  private final Patient patient;
  private final HostPlan plan;
  private final Host host;
  private final Machine machine;
  private final List<Finding> findings = new ArrayList<>();

  private Examination(Patient patient, Host host, Machine machine) {
    this.patient = patient;
    this.plan = patient.plan();
    this.host = host;
    this.machine = machine;
  }

  static List<Finding> of(Patient patient, Host host, Machine machine) {
    Examination examination = new Examination(patient, host, machine);
    examination.lookAtLimits();
    if (examination.canLook()) {
      examination.lookAtTheHost();
    }
    return examination.findings;
  }

  private void find(Fault fault, String what, String remedy) {
    findings.add(new Finding(fault, what, remedy));
  }

  private void lookAtLimits() {
    Set<Capability> missing = new TreeSet<>(patient.capabilities());
    missing.removeAll(machine.capabilities());
    if (!missing.isEmpty()) {
      find(
          Fault.CAPABILITY_MISSING,
          "this process has not " + missing,
          "run as root, or give the service AmbientCapabilities="
              + patient.capabilities().stream()
                  .sorted()
                  .map(Enum::name)
                  .collect(Collectors.joining(" ")));
    }
    long files = patient.connections() * FILES_PER_CONNECTION;
    if (files > machine.openFiles()) {
      find(
          Fault.OPEN_FILES,
          "%d connections need %d open files, and %d are allowed"
              .formatted(patient.connections(), files, machine.openFiles()),
          "LimitNOFILE=" + files + " in the service's unit (ulimit -n " + files + ")");
    }
    long pages = patient.connections() * PIPES_PER_CONNECTION * PAGES_PER_PIPE;
    if (!machine.isExemptFromPipePages() && pages > machine.pipePages()) {
      find(
          Fault.PIPE_PAGES,
          "%d connections need up to %d pages, and %d are allowed"
              .formatted(patient.connections(), pages, machine.pipePages()),
          "sysctl -w fs.pipe-user-pages-soft=" + pages);
    }
    long tracked = machine.trackedConnections().orElse(0);
    long most = machine.mostTrackedConnections().orElse(Long.MAX_VALUE);
    if (tracked > most / PERCENT * NEARLY_FULL) {
      find(
          Fault.CONNTRACK_FULL,
          tracked + " of " + most + " connections are tracked",
          "sysctl -w net.netfilter.nf_conntrack_max=" + 2 * most);
    }
  }

  /** Without the capability, or the tool, nothing can be asked. */
  private boolean canLook() {
    if (!machine.capabilities().contains(Capability.CAP_NET_ADMIN)) {
      return false;
    }
    for (String tool : List.of("ip6tables-save", "ip6tables-restore")) {
      if (Command.find(tool).isEmpty()) {
        find(Fault.TOOL_MISSING, tool + " is not on this host", "apt install iptables");
        return false;
      }
    }
    return true;
  }

  private void lookAtTheHost() {
    FirewallState firewall = host.firewall();
    Map<String, Link> links = links();
    lookAtTheKernel();
    lookAtInterfaces(links);
    lookAtLinks(links);
    Inspection.of(plan, host, patient.applying()).stream()
        .filter(it -> patient.stage() != Patient.Stage.NOT_APPLIED || !isOfThePlan(it.fault()))
        .forEach(findings::add);
    lookForOthersMarks(firewall);
    lookForOthersSockets();
    lookForReversePathFilters(firewall);
    lookForDroppedIcmp(firewall);
    lookAtForwarding(firewall);
    Stream.concat(patient.routesTo().stream(), patient.peers().stream())
        .distinct()
        .forEach(this::lookForARoute);
    patient.peers().forEach(this::measure);
  }

  private static boolean isOfThePlan(Fault fault) {
    return switch (fault) {
      case RULE_MISSING, SYSCTL_WRONG, ROUTE_MISSING, ROUTING_RULE_MISSING -> true;
      default -> false;
    };
  }

  private static Map<String, Link> links() {
    try (Rtnetlink routing = Rtnetlink.open()) {
      return routing.links().stream().collect(Collectors.toMap(Link::name, Function.identity()));
    }
  }

  /** In a network of its own, which goes with the thread. */
  private void lookAtTheKernel() {
    if (!machine.capabilities().contains(Capability.CAP_SYS_ADMIN)) {
      return;
    }
    try {
      boolean unused =
          Namespaces.inNewNetwork(
              () -> {
                tryOut();
                return true;
              });
      assert unused;
    } catch (RulesException | LinuxException e) {
      find(
          Fault.KERNEL_LACKS,
          String.valueOf(e.getMessage()),
          "modprobe -a xt_TPROXY xt_socket xt_NFQUEUE xt_HMARK xt_CT xt_mark ip6t_rt ip6t_rpfilter"
              + " ip6t_ipv6header ip6t_REJECT");
    } catch (Exception e) {
      throw new RulesException("the kernel cannot be tried out: " + e, e);
    }
  }

  private void tryOut() {
    String script = plan.ruleSet().script();
    if (!script.isEmpty()) {
      host.restore(script);
    }
    plan.routingRules().forEach(host::add);
    plan.settings().stream()
        .map(Setting::name)
        .filter(name -> !name.contains(".conf.") || name.contains(".conf.all."))
        .filter(name -> host.setting(name).isEmpty())
        .findFirst()
        .ifPresent(
            name -> {
              throw new RulesException("this kernel has no sysctl " + name);
            });
    if (plan.numbers().queues() > 0) {
      NfQueue.open(plan.numbers().queue(0), NfQueueOptions.forSyns()).close();
    }
  }

  private void lookAtInterfaces(Map<String, Link> links) {
    if (host.setting("net.ipv6.conf.all.disable_ipv6").equals(Optional.of("1"))) {
      find(Fault.IPV6_OFF, "on all interfaces", "sysctl -w net.ipv6.conf.all.disable_ipv6=0");
    }
    for (String name : patient.ingress()) {
      Link link = links.get(name);
      if (link == null) {
        find(
            Fault.NO_SUCH_INTERFACE,
            name + " is not there; there are " + String.join(", ", new TreeSet<>(links.keySet())),
            "write another one in interfaces = […], or ip link add " + name + " …");
      } else if (!link.up()) {
        find(Fault.INTERFACE_DOWN, name, "ip link set dev " + name + " up");
      }
      Setting on = Setting.ofInterface(name, "disable_ipv6", "0");
      if (host.setting(on.name()).equals(Optional.of("1"))) {
        find(Fault.IPV6_OFF, "on " + name, "sysctl -w " + on);
      }
    }
    for (String name : patient.ingress().isEmpty() ? links.keySet() : patient.ingress()) {
      Setting off = Setting.ofInterface(name, "seg6_require_hmac", "0");
      if (host.setting(off.name()).equals(Optional.of("1"))) {
        find(Fault.HMAC_REQUIRED, "on " + name, "sysctl -w " + off);
      }
    }
  }

  private void lookAtLinks(Map<String, Link> links) {
    for (Link link : links.values()) {
      boolean isUsed = link.carrying() && !link.name().equals("lo");
      if (isUsed && link.mtu() < SMALLEST_MTU + SEGMENTS) {
        find(
            Fault.MTU_TIGHT,
            "%s takes %d bytes; a segment list may add %d"
                .formatted(link.name(), link.mtu(), SEGMENTS),
            "ip link set dev " + link.name() + " mtu " + USUAL_MTU);
      }
    }
  }

  private void lookForOthersMarks(FirewallState firewall) {
    new FreeNumbers(new FreeNumbers.InUse(firewall, List.of(), _ -> false, Set.of()), Ledger.EMPTY)
        .rulesWithMarksOf(plan.numbers())
        .forEach(
            rule ->
                find(
                    Fault.MARK_TAKEN,
                    "another program's rule: " + rule,
                    "give that program another mark than "
                        + Allocation.hex(plan.numbers().localMark())));
  }

  private void lookForOthersSockets() {
    if (patient.stage() != Patient.Stage.APPLIED) {
      return;
    }
    for (int queue : plan.numbers().queueNumbers()) {
      if (host.isQueueRead(queue)) {
        find(
            Fault.QUEUE_TAKEN,
            "queue " + queue,
            "cat /proc/net/netfilter/nfnetlink_queue shows who reads it: stop that one, or choose"
                + " another index in the configuration and apply the rules again");
      }
    }
    Set<Integer> taken = host.portsInUse();
    for (int port : plan.numbers().ports()) {
      if (taken.contains(port)) {
        find(
            Fault.PORT_TAKEN,
            "port " + port,
            "ss -6lntp sport = :"
                + port
                + " shows who listens: stop that one, or choose another index in the configuration"
                + " and apply the rules again");
      }
    }
  }

  /** Where our chain comes first in raw, no reverse path filter sees our packets. */
  private void lookForReversePathFilters(FirewallState firewall) {
    boolean weComeFirst =
        plan.ruleSet().jumps(Table.RAW).stream().anyMatch(it -> it.from().equals("PREROUTING"));
    if (weComeFirst) {
      return;
    }
    for (Table table : List.of(Table.RAW, Table.MANGLE)) {
      firewall.rules(table, "PREROUTING").stream()
          .filter(rule -> rule.contains(RPFILTER) && rule.contains("-j DROP"))
          .forEach(
              rule ->
                  find(
                      Fault.REVERSE_PATH_FILTER,
                      "in " + table + " PREROUTING: " + rule,
                      "ip6tables -t " + table + " -D PREROUTING " + rule));
    }
  }

  private void lookForDroppedIcmp(FirewallState firewall) {
    for (String rule : firewall.rules(Table.FILTER, "INPUT")) {
      if (ICMPV6_ACCEPTED.matcher(rule).matches()) {
        return;
      }
      if (ICMPV6_REFUSED.matcher(rule).matches()) {
        find(
            Fault.ICMPV6_DROPPED,
            "in filter INPUT: " + rule,
            "ip6tables -I INPUT 1" + ACCEPT_ICMPV6);
        return;
      }
    }
  }

  /** Only a host that stands between its peers is asked to pass on what it does not serve. */
  private void lookAtForwarding(FirewallState firewall) {
    long sides =
        patient.peers().stream().map(Examination::route).map(Route::device).distinct().count();
    boolean drops = firewall.policy(Table.FILTER, "FORWARD").equals("DROP");
    if (sides > 1
        && drops
        && firewall.rules(Table.FILTER, "FORWARD").stream()
            .noneMatch(rule -> ICMPV6_ACCEPTED.matcher(rule).matches())) {
      find(
          Fault.FORWARD_DROPS,
          "the policy of filter FORWARD is DROP, and the hosts to look at are on both sides",
          "ip6tables -I FORWARD 1" + ACCEPT_ICMPV6);
    }
  }

  private static Route route(Ipv6Address address) {
    try (Rtnetlink routing = Rtnetlink.open()) {
      return routing.lookup(address.toInet());
    }
  }

  private void lookForARoute(Ipv6Address address) {
    RouteType type = route(address).type();
    if (type != RouteType.UNICAST && type != RouteType.LOCAL) {
      find(
          Fault.NO_ROUTE,
          "to " + address,
          "ip -6 route add " + address + "/128 via GATEWAY dev DEVICE, or a default route");
    }
  }

  private void measure(Ipv6Address peer) {
    Route route = route(peer);
    if (route.type() != RouteType.UNICAST) {
      return;
    }
    try (EchoProbe probe = EchoProbe.to(peer.toInet())) {
      boolean isThere =
          IntStream.range(0, TRIES).anyMatch(_ -> probe.isAnswered(SMALLEST_MTU, PATIENCE));
      if (!isThere) {
        find(
            Fault.HOST_SILENT,
            peer + " did not answer",
            "let " + peer + " answer ICMPv6 echo requests");
      } else if (!passesWhole(probe)) {
        find(
            Fault.LARGE_PACKETS_LOST,
            "%s answers to %d bytes, not to %d, and nobody says that they are too many"
                .formatted(peer, SMALLEST_MTU, probe.pathMtu()),
            "ip -6 route replace " + peer + "/128" + where(route) + " mtu " + SMALLEST_MTU);
      }
    }
  }

  /** Each router on the way may know a smaller size, and says so to what does not fit. */
  private static boolean passesWhole(EchoProbe probe) {
    int size = probe.pathMtu();
    int silent = 0;
    for (int i = 0; i < NARROWER_LINKS && silent < TRIES; i++) {
      if (probe.isAnswered(size, PATIENCE)) {
        return true;
      }
      int known = probe.pathMtu();
      silent = known < size ? 0 : silent + 1;
      size = known;
    }
    return false;
  }

  private static String where(Route route) {
    String gateway = route.gateway() == null ? "" : " via " + Ipv6Address.from(route.gateway());
    return gateway + " dev " + device(route.device());
  }

  private static String device(int index) {
    return links().values().stream()
        .filter(it -> it.index() == index)
        .map(Link::name)
        .findFirst()
        .orElse("DEVICE");
  }
}
