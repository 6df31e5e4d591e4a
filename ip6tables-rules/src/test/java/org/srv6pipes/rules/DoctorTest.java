package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.srv6pipes.rules.ThreeHosts.CLIENT;
import static org.srv6pipes.rules.ThreeHosts.SERVER;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.Capability;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.rules.Patient.Stage;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/** One middlebox that is broken in many ways, one after the other, and mended again. */
@NamespaceTest(tools = "nft")
@Timeout(120)
class DoctorTest {
  private static final String APPLYING = "srv6pipes rules apply -c proxy.toml";
  private static final String BEYOND = "fc00:9::1";
  private static final Allocation NUMBERS = new Allocation("a", 0, 1, 2);
  private static final Machine GENEROUS =
      new Machine(
          EnumSet.allOf(Capability.class),
          1_000_000,
          0,
          OptionalLong.empty(),
          OptionalLong.empty());

  @TempDir private static Path folder;
  private static Host host;
  private static HostRules rules;
  private static HostPlan plan;

  @BeforeAll
  static void aProxyOnItsHost() throws Exception {
    ThreeHosts.up();
    Shell.run(
        """
        ip netns add d
        ip -n c link add to-d type veth peer name e0 netns d
        ip -n c link set to-d mtu 1400 up
        ip -n d link set e0 mtu 1400 up
        ip netns exec c sysctl -w net.ipv6.conf.all.forwarding=1
        ip -n c addr add fc00:9::ff/64 dev to-d nodad
        ip -n d addr add fc00:9::1/64 dev e0 nodad
        ip -n d addr add fc00:9::2/64 dev e0 nodad
        ip -n d route add default via fc00:9::ff
        ip -6 route add fc00:9::/64 via fc00:c::1
        ip link add x0 type veth peer name x1
        ip link set x0 up
        ip link set x1 up
        """);
    host = new LinuxHost(Ip6tables.ofBackEnd("nft"));
    rules = new HostRules(host, folder);
    plan = proxy();
    rules.applyToStay(plan);
  }

  @AfterAll
  static void theHostsGo() throws Exception {
    rules.removeWhatStays("a");
    Shell.run("ip link del x0; ip -n c link del to-d; ip netns del d");
    ThreeHosts.down();
  }

  private static HostPlan proxy() {
    List<Ipv6Prefix> sids = List.of(Ipv6Prefix.parse("fc00:1::/80"));
    return new ProxyPlan(NUMBERS, sids, List.of(), rules.interfaces(), true, true, Optional.empty())
        .hostPlan();
  }

  private static Patient patient(HostPlan plan, Stage stage, String... peers) {
    return new Patient(
        plan,
        stage,
        List.of("x0"),
        List.of(Ipv6Address.parse(BEYOND)),
        Stream.of(peers).map(Ipv6Address::parse).toList(),
        1000,
        Set.of(Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW),
        APPLYING);
  }

  private static Set<Fault> faults(Patient patient) {
    return faults(patient, GENEROUS);
  }

  private static Set<Fault> faults(Patient patient, Machine machine) {
    Set<Fault> faults = new TreeSet<>();
    Examination.of(patient, host, machine).forEach(it -> faults.add(it.fault()));
    return faults;
  }

  /**
   * @param breaking shell lines
   * @param puttingBack what the remedy leaves; with the remedy alone if it mends all
   */
  record Broken(Fault fault, String breaking, Cure cure, String puttingBack, String peer) {
    @Override
    public String toString() {
      return fault + ": " + breaking;
    }
  }

  enum Cure {
    REMEDY,
    BY_HAND
  }

  private static Broken mendable(Fault fault, String breaking) {
    return new Broken(fault, breaking, Cure.REMEDY, "true", "");
  }

  private static Broken mendable(Fault fault, String breaking, String puttingBack) {
    return new Broken(fault, breaking, Cure.REMEDY, puttingBack, "");
  }

  private static Broken byHand(Fault fault, String breaking, String puttingBack) {
    return new Broken(fault, breaking, Cure.BY_HAND, puttingBack, "");
  }

  static Stream<Broken> broken() {
    return Stream.of(
        mendable(Fault.RULE_MISSING, "ip6tables -t raw -D PREROUTING -j S6P-0-CAPTURE"),
        mendable(Fault.RULE_MISSING, "ip6tables -F S6P-0-SID"),
        mendable(Fault.RULE_MISSING, "ip6tables -t mangle -I S6P-0-STEER 1 -p tcp -j ACCEPT"),
        mendable(
            Fault.RULE_BEFORE_OURS,
            "ip6tables -I INPUT -p tcp -j ACCEPT",
            "ip6tables -D INPUT -p tcp -j ACCEPT"),
        mendable(Fault.SYSCTL_WRONG, "sysctl -w net.ipv6.conf.all.seg6_enabled=0"),
        mendable(Fault.SYSCTL_WRONG, "sysctl -w net.ipv6.conf.to-c.seg6_enabled=0"),
        mendable(Fault.SYSCTL_WRONG, "sysctl -w net.ipv6.conf.all.forwarding=0"),
        mendable(Fault.ROUTE_MISSING, "ip -6 route flush table 536000"),
        mendable(Fault.ROUTE_MISSING, "ip -6 route del prohibit fc00:1::/80"),
        mendable(Fault.ROUTING_RULE_MISSING, "ip -6 rule del lookup 536000"),
        byHand(
            Fault.ROUTING_RULE_BEFORE_OURS,
            "ip -6 rule add pref 100 fwmark 0x53000000/0xff000000 lookup 99",
            "ip -6 rule del pref 100"),
        mendable(
            Fault.OUTPUT_DROPS,
            "ip6tables -P OUTPUT DROP",
            "ip6tables -P OUTPUT ACCEPT; ip6tables -D OUTPUT -m mark --mark 0x54000000 -j ACCEPT"),
        new Broken(
            Fault.FORWARD_DROPS,
            "ip6tables -P FORWARD DROP",
            Cure.REMEDY,
            "ip6tables -P FORWARD ACCEPT; ip6tables -D FORWARD -p ipv6-icmp -j ACCEPT",
            CLIENT + " " + SERVER),
        mendable(
            Fault.ICMPV6_DROPPED,
            "ip6tables -A INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j DROP",
            """
            ip6tables -D INPUT -p ipv6-icmp -j ACCEPT
            ip6tables -D INPUT -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j DROP
            """),
        mendable(
            Fault.OTHER_BASE_CHAIN,
            """
            nft add table inet wall
            nft add chain inet wall entry '{ type filter hook input priority 10; policy drop; }'
            """,
            "nft delete table inet wall"),
        byHand(
            Fault.MARK_TAKEN,
            "ip6tables -t mangle -A PREROUTING -i x1 -j MARK --set-mark 0x53000000",
            "ip6tables -t mangle -D PREROUTING -i x1 -j MARK --set-mark 0x53000000"),
        byHand(
            Fault.NO_ROUTE,
            "ip -6 route del fc00:9::/64",
            "ip -6 route add fc00:9::/64 via fc00:c::1"),
        new Broken(
            Fault.LARGE_PACKETS_LOST,
            "ip netns exec c ip6tables -A OUTPUT -p ipv6-icmp -m icmp6 --icmpv6-type 2 -j DROP",
            Cure.REMEDY,
            "ip netns exec c ip6tables -F; ip -6 route del fc00:9::2/128",
            "fc00:9::2"),
        new Broken(
            Fault.HOST_SILENT,
            "ip -n s link set e0 down",
            Cure.BY_HAND,
            "ip -n s link set e0 up; ip -n s addr replace fc00:5::1/64 dev e0 nodad;"
                + " ip -n s route replace default via fc00:5::2",
            SERVER),
        mendable(Fault.MTU_TIGHT, "ip link set dev to-s mtu 1300"),
        mendable(Fault.INTERFACE_DOWN, "ip link set x0 down"),
        mendable(Fault.IPV6_OFF, "sysctl -w net.ipv6.conf.x0.disable_ipv6=1"));
  }

  @ParameterizedTest
  @MethodSource
  void broken(Broken broken) {
    Patient patient =
        patient(
            plan,
            Stage.APPLIED,
            broken.peer().isEmpty() ? new String[0] : broken.peer().split(" "));
    Shell.run(broken.breaking());
    try {
      List<Finding> findings = Examination.of(patient, host, GENEROUS);
      assertThat(findings).extracting(Finding::fault).contains(broken.fault());
      if (broken.cure() == Cure.REMEDY) {
        findings.stream().map(Finding::remedy).distinct().forEach(it -> mend(it, plan));
        assertThat(faults(patient)).doesNotContain(broken.fault());
      }
    } finally {
      Shell.run(broken.puttingBack());
      rules.apply(plan);
    }
    assertThat(faults(patient)).isEmpty();
  }

  private static void mend(String remedy, HostPlan applied) {
    if (remedy.equals(APPLYING)) {
      rules.apply(applied);
    } else {
      Shell.run(remedy.substring(remedy.indexOf(": ") < 0 ? 0 : remedy.indexOf(": ") + 2));
    }
  }

  @Test
  void shouldFindWhoHasItsQueueAndItsPort() throws Exception {
    Patient patient = patient(plan, Stage.APPLIED);
    try (NfQueue queue = NfQueue.open(NUMBERS.queue(0), NfQueueOptions.forSyns());
        ServerSocket listener =
            new ServerSocket(NUMBERS.port(1), 1, InetAddress.getByName("::1"))) {
      assertThat(queue.number()).isEqualTo(NUMBERS.queue(0));
      assertThat(listener.isBound()).isTrue();
      assertThat(faults(patient)).containsExactly(Fault.QUEUE_TAKEN, Fault.PORT_TAKEN);
      assertThat(faults(patient(plan, Stage.RUNNING))).isEmpty();
    }
  }

  @Test
  void shouldFindRulesInTheOtherBackEnd() {
    Assumptions.assumeTrue(BackEnds.usable().contains("legacy"), BackEnds.WHY_NOT_LEGACY);
    Shell.run("ip6tables-legacy -A INPUT -p tcp --dport 22 -j ACCEPT");
    assertThat(faults(patient(plan, Stage.RUNNING))).containsExactly(Fault.BOTH_BACK_ENDS);
    Shell.run("ip6tables-legacy -F");
  }

  @Test
  void shouldFindAnInterfaceThatIsNotThere() {
    Patient patient =
        new Patient(
            plan, Stage.RUNNING, List.of("eth9"), List.of(), List.of(), 1, Set.of(), APPLYING);
    Finding finding = Examination.of(patient, host, GENEROUS).getFirst();
    assertThat(finding.fault()).isEqualTo(Fault.NO_SUCH_INTERFACE);
    assertThat(finding.what()).contains("eth9", "to-c", "to-s");
  }

  @Test
  void shouldFindThatHmacIsRequired() {
    Assumptions.assumeTrue(
        host.setting("net.ipv6.conf.x0.seg6_require_hmac").isPresent(),
        "this kernel knows no HMAC of segment lists");
    Shell.run("sysctl -w net.ipv6.conf.x0.seg6_require_hmac=1");
    List<Finding> findings = Examination.of(patient(plan, Stage.RUNNING), host, GENEROUS);
    assertThat(findings).extracting(Finding::fault).containsExactly(Fault.HMAC_REQUIRED);
    Shell.run(findings.getFirst().remedy());
    assertThat(faults(patient(plan, Stage.RUNNING))).isEmpty();
  }

  @Test
  void shouldFindWhatTheKernelLacks() {
    Chain impossible = new Chain(Table.RAW, "S6P-0-X", List.of("-p tcp -j NOSUCH"));
    RuleSet ruleSet = new RuleSet("S6P-0-", List.of(impossible), List.of());
    HostPlan ofAnotherKernel = new HostPlan(NUMBERS, ruleSet, List.of(), List.of(), List.of());
    List<Finding> findings =
        Examination.of(patient(ofAnotherKernel, Stage.NOT_APPLIED), host, GENEROUS);
    assertThat(findings.getFirst().fault()).isEqualTo(Fault.KERNEL_LACKS);
    assertThat(findings.getFirst().what()).contains("NOSUCH");
  }

  static Stream<Arguments> machines() {
    Set<Capability> all = GENEROUS.capabilities();
    Set<Capability> two = EnumSet.of(Capability.CAP_NET_ADMIN, Capability.CAP_NET_RAW);
    OptionalLong none = OptionalLong.empty();
    return Stream.of(
        Arguments.of(
            Fault.CAPABILITY_MISSING,
            new Machine(EnumSet.of(Capability.CAP_NET_ADMIN), 1_000_000, 0, none, none)),
        Arguments.of(
            Fault.CAPABILITY_MISSING,
            new Machine(EnumSet.noneOf(Capability.class), 1_000_000, 0, none, none)),
        Arguments.of(Fault.OPEN_FILES, new Machine(all, 1999, 0, none, none)),
        Arguments.of(Fault.PIPE_PAGES, new Machine(two, 2000, 16_384, none, none)),
        Arguments.of(
            Fault.CONNTRACK_FULL,
            new Machine(all, 2000, 16_384, OptionalLong.of(915), OptionalLong.of(1000))));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void shouldFindWhatTheMachineDoesNotAllow(Fault fault, Machine machine) {
    assertThat(faults(patient(plan, Stage.RUNNING), machine)).containsExactly(fault);
  }

  private static HostPlan server() {
    Allocation numbers = new Allocation("server", 1, 1, 0);
    return new ServerPlan(numbers, List.of(), rules.interfaces(), false, false).hostPlan();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SYSCTL_WRONG | sysctl -w net.ipv4.tcp_fwmark_accept=0",
        "SYSCTL_WRONG | sysctl -w net.ipv6.fwmark_reflect=0",
        "ROUTING_RULE_MISSING | ip -6 rule del pref 543",
        "REVERSE_PATH_FILTER | ip6tables -t raw -A PREROUTING -m rpfilter --invert -j DROP"
      })
  void shouldFindWhatKeepsAServerFromAnswering(Fault fault, String breaking) {
    HostPlan server = server();
    rules.applyToStay(server);
    Patient patient = patient(server, Stage.APPLIED);
    try {
      assertThat(faults(patient)).isEmpty();
      Shell.run(breaking);
      List<Finding> findings = Examination.of(patient, host, GENEROUS);
      assertThat(findings).extracting(Finding::fault).containsOnly(fault);
      findings.stream().map(Finding::remedy).distinct().forEach(it -> mend(it, server));
      assertThat(faults(patient)).isEmpty();
    } finally {
      rules.removeWhatStays("server");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"strict-host", "container-host", "zone-host"})
  void shouldFindNothingOnAHostThatAnotherProgramGuards(String ruleSet) throws Exception {
    rules.removeWhatStays("a");
    TwoInterfaces.load(ruleSet, "nft");
    try {
      assertThat(faults(patient(plan, Stage.NOT_APPLIED, CLIENT))).isEmpty();
      rules.applyToStay(plan);
      assertThat(faults(patient(plan, Stage.RUNNING, CLIENT))).isEmpty();
    } finally {
      rules.removeWhatStays("a");
      Shell.run("nft flush ruleset");
      rules.applyToStay(plan);
    }
  }

  @Test
  void shouldFindNothingWhereAllIsWell() {
    assertThat(faults(patient(plan, Stage.RUNNING, CLIENT, SERVER))).isEmpty();
    assertThat(faults(patient(plan, Stage.APPLIED))).isEmpty();
    assertThat(faults(patient(server(), Stage.NOT_APPLIED))).isEmpty();
  }

  /** A router that says what is too big is none that loses it. */
  @Test
  void shouldFindNothingWhereTheRouterBeforeANarrowLinkSaysSo() {
    assertThat(faults(patient(plan, Stage.RUNNING, BEYOND))).isEmpty();
  }
}
