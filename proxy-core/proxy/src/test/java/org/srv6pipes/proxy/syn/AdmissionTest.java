package org.srv6pipes.proxy.syn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.proxy.chain.FunctionCatalog;
import org.srv6pipes.proxy.chain.FunctionSetup;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.NamedChain;
import org.srv6pipes.proxy.chain.OpenFunctions;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.Egress;
import org.srv6pipes.proxy.flow.Failing;
import org.srv6pipes.proxy.flow.Handshake;
import org.srv6pipes.proxy.syn.Refusal.Kind;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.Octets;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.SidLayout;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.SynPacket;
import org.srv6pipes.wire.TcpHeader;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.Tlv;
import org.srv6pipes.wire.WireOptions;

class AdmissionTest {

  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  private static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");
  private static final Ipv6Address OWN = Ipv6Address.parse("2001:db8:3::1");
  private static final Ipv6Address XOR_55 = Ipv6Address.parse("fc00:1::aaaa:0:55");
  private static final Ipv6Address XOR_66 = Ipv6Address.parse("fc00:1::aaaa:0:66");
  private static final Ipv6Address NEXT_PROXY = Ipv6Address.parse("fc00:2::aaaa:0:77");
  private static final Ipv6Address PROXY_BEFORE = Ipv6Address.parse("fc00:9::aaaa:0:99");

  private FunctionTable functions;

  @BeforeEach
  void loadFunctions() {
    functions = configured();
  }

  private static FunctionTable configured(NamedChain... chains) {
    return configured(OpenFunctions.NONE, chains);
  }

  private static FunctionTable configured(OpenFunctions open, NamedChain... chains) {
    try {
      FunctionCatalog catalog = FunctionCatalog.of(AdmissionTest.class.getClassLoader());
      Problems problems = new Problems();
      FunctionTable table =
          FunctionTable.configure(
              catalog,
              new FunctionSetup(Map.of(), Map.of(), List.of(chains), Path.of(""), open),
              problems);
      assertThat(problems.list()).isEmpty();
      return table;
    } catch (PluginException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> problems(OpenFunctions open, NamedChain... chains) {
    try {
      FunctionCatalog catalog = FunctionCatalog.of(AdmissionTest.class.getClassLoader());
      FunctionSetup setup =
          new FunctionSetup(Map.of(), Map.of(), List.of(chains), Path.of(""), open);
      Problems problems = new Problems();
      FunctionTable.configure(catalog, setup, problems).close();
      return problems.list().stream().map(it -> it.key() + ": " + it.message()).toList();
    } catch (PluginException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldKeepFunctionsLoadedUntilItHasDecided() {
    Admission admission = Admission.enter(() -> admission(functions));
    functions.close();
    assertThat(functions.retain()).as("still loaded").isTrue();
    functions.release();

    admission.leave();

    assertThat(functions.retain()).as("still loaded").isFalse();
  }

  @Test
  void shouldDecideByTheNextGenerationWhenOneHasEnded() {
    FunctionTable ended = configured();
    ended.close();
    Admission next = admission(functions);
    Iterator<Admission> answers = List.of(admission(ended), next).iterator();

    assertThat(Admission.enter(answers::next)).isSameAs(next);
  }

  @Test
  void shouldAdmitOneFunctionAndGoOnToTheServer() {
    AdmittedFlow flow = admitted(syn(1, List.of(SERVER, XOR_55)));

    assertThat(flow.key()).hasToString("[2001:db8:1::2]:41234 -> [2001:db8:2::2]:8000");
    assertThat(flow.forward()).extracting(PlannedFunction::name).containsExactly("xor");
    assertThat(flow.onward().segments()).containsExactly(SERVER);
    assertThat(flow.onward().segmentsLeft()).isZero();
  }

  @Test
  void shouldRecordTheWayBackThatNobodyToldWithTheInverseFunction() {
    AdmittedFlow flow = admitted(syn(1, List.of(SERVER, XOR_55)));

    ReturnPathTlv path = flow.onward().returnPath().orElseThrow();
    assertThat(path.segments()).containsExactly(CLIENT, XOR_55);
    assertThat(path.segmentsLeft()).isEqualTo(1);
    assertThat(flow.back()).extracting(PlannedFunction::name).containsExactly("xor");
    assertThat(flow.answer()).as("the first proxy answers directly").isNull();
  }

  @Test
  void shouldRunConsecutiveSidsInOnePassInTheirOrder() {
    AdmittedFlow flow = admitted(syn(3, List.of(SERVER, NEXT_PROXY, XOR_66, XOR_55)));

    assertThat(flow.forward())
        .extracting(function -> function.sid().address())
        .containsExactly(XOR_55, XOR_66);
    assertThat(flow.onward().segments()).containsExactly(SERVER, NEXT_PROXY);
    assertThat(flow.back())
        .as("the way back undoes the last one first")
        .extracting(function -> function.sid().address())
        .containsExactly(XOR_66, XOR_55);
  }

  @Test
  void shouldRunAChainForOneSidAndItsInverseOnTheWayBack() {
    NamedChain masks = chain("masks", 0x7001, "unmasks", 0x55, 0x66);
    NamedChain unmasks = chain("unmasks", 0x7002, "masks", 0x66, 0x55);
    functions = configured(masks, unmasks);
    Ipv6Address there = Ipv6Address.parse("fc00:1::7001:0:0");
    Ipv6Address back = Ipv6Address.parse("fc00:1::7002:0:0");

    AdmittedFlow flow = admitted(syn(1, List.of(SERVER, there)));

    assertThat(flow.forward())
        .extracting(PlannedFunction::toString)
        .containsExactly("xor(0x00000055)", "xor(0x00000066)");
    assertThat(flow.forward()).extracting(it -> it.sid().address()).containsOnly(there);
    assertThat(flow.back())
        .extracting(PlannedFunction::toString)
        .containsExactly("xor(0x00000066)", "xor(0x00000055)");
    assertThat(flow.onward().returnPath().orElseThrow().segments()).containsExactly(CLIENT, back);
  }

  @Test
  void shouldTakeTheChainOnTheWayBackThatTheReturnPathNames() {
    functions = configured(chain("masks", 0x7001, "identity", 0x55, 0x66));
    Ipv6Address back = Ipv6Address.parse("fc00:1::7001:0:0");
    ReturnPathTlv told = new ReturnPathTlv(6, 0, List.of(CLIENT, back));

    AdmittedFlow flow = admitted(syn(1, List.of(SERVER, XOR_55), told));

    assertThat(flow.back()).hasSize(2).extracting(it -> it.sid().address()).containsOnly(back);
  }

  @Test
  void shouldRefuseAChainWithParameters() {
    functions = configured(chain("masks", 0x7001, "identity", 0x55));
    Refusal refusal = refused(syn(1, List.of(SERVER, Ipv6Address.parse("fc00:1::7001:0:1"))));

    assertThat(refusal.kind()).isEqualTo(Kind.BAD_PARAMETERS);
    assertThat(refusal.detail()).endsWith("chain masks takes no parameters: 0x00000001");
  }

  @Test
  void shouldRefuseMoreFunctionsInOnePassThanAFlowCanWake() {
    functions = configured(chain("masks", 0x7001, "identity", new int[20]));
    Ipv6Address sid = Ipv6Address.parse("fc00:1::7001:0:0");
    Refusal refusal = refused(syn(2, List.of(SERVER, sid, sid)));

    assertThat(refusal.kind()).isEqualTo(Kind.BAD_PARAMETERS);
    assertThat(refusal.detail()).isEqualTo("40 functions in one pass are more than 32");
  }

  private static NamedChain chain(String name, int number, String inverse, int... keys) {
    List<NamedChain.Step> steps =
        IntStream.of(keys)
            .mapToObj(key -> new NamedChain.Step("xor", new Parameters(key)))
            .toList();
    return new NamedChain(name, number, steps, inverse, name);
  }

  @Test
  void shouldAnswerThroughTheProxiesBeforeIt() {
    ReturnPathTlv told = new ReturnPathTlv(6, 1, List.of(CLIENT, PROXY_BEFORE, XOR_66));
    AdmittedFlow flow = admitted(syn(1, List.of(SERVER, XOR_55), told));

    assertThat(flow.answer()).isNotNull();
    assertThat(flow.answer().segments()).containsExactly(CLIENT, PROXY_BEFORE);
    assertThat(flow.answer().segmentsLeft()).isEqualTo(1);
    assertThat(flow.back().getFirst().sid().address())
        .as("the function on the way back is the one in our return SID")
        .isEqualTo(XOR_66);
    assertThat(flow.onward().returnPath().orElseThrow().segmentsLeft()).isEqualTo(2);
  }

  @Test
  void shouldAnswerPastAProxyThatTheSynLeftOutButNotPastTheNetworksSegments() {
    Ipv6Address end = Ipv6Address.parse("fc00:e::e");
    ReturnPathTlv told =
        new ReturnPathTlv(6, 1, List.of(CLIENT, PROXY_BEFORE, end, NEXT_PROXY, XOR_66));
    AdmittedFlow flow = admitted(syn(1, List.of(SERVER, XOR_55), told));

    assertThat(flow.answer()).isEqualTo(Srh.of(2, List.of(CLIENT, PROXY_BEFORE, end)));
    assertThat(flow.onward().returnPath().orElseThrow().segments()).isEqualTo(told.segments());
  }

  @Test
  void shouldCarryTheTrafficClassButNotTheCongestionBits() {
    TcpPacket packet = syn(1, List.of(SERVER, XOR_55));
    assertThat(admitted(packet).trafficClass()).isEqualTo(0xb8);
  }

  @Test
  void shouldFailOpenOnlyIfEveryFunctionOfBothWaysMay() {
    Ipv6Address masks = Ipv6Address.parse("fc00:1::7001:0:0");
    functions =
        configured(
            new OpenFunctions(Set.of("xor"), Map.of()), chain("masks", 0x7001, "identity", 0x55));

    assertThat(admitted(syn(1, List.of(SERVER, XOR_55))).failing()).isEqualTo(Failing.OPEN);
    assertThat(admitted(syn(2, List.of(SERVER, masks, XOR_55))).failing())
        .isEqualTo(Failing.CLOSED);
    ReturnPathTlv closedBack = new ReturnPathTlv(6, 0, List.of(CLIENT, masks));
    assertThat(admitted(syn(1, List.of(SERVER, XOR_55), closedBack)).failing())
        .isEqualTo(Failing.CLOSED);
  }

  @Test
  void shouldLetGoPastAFunctionThatCouldNotBeLoaded() {
    Ipv6Address gone = Ipv6Address.parse("fc00:1::7777:0:3");
    functions = configured(new OpenFunctions(Set.of(), Map.of("gone", 0x7777)));

    assertThat(admission().decide(bytes(syn(1, List.of(SERVER, gone)))))
        .isEqualTo(new Decision.Pass(gone + ": function gone could not be loaded"));
    assertThat(refused(syn(2, List.of(SERVER, gone, XOR_55))).kind())
        .as("xor is closed")
        .isEqualTo(Kind.UNKNOWN_FUNCTION);
    assertThat(refused(syn(1, List.of(OWN, gone))).kind()).isEqualTo(Kind.DESTINATION_NOT_ALLOWED);
  }

  @Test
  void shouldHaveNothingFailOpenThatProtects() {
    List<NamedChain.Step> steps = List.of(new NamedChain.Step("encrypt", Parameters.DEFAULTS));
    NamedChain secret = new NamedChain("secret", 0x7003, steps, "identity", "secret");

    assertThat(problems(new OpenFunctions(Set.of("encrypt", "decrypt"), Map.of())))
        .filteredOn(it -> it.contains("must never be gone around"))
        .hasSize(2);
    assertThat(problems(new OpenFunctions(Set.of("secret"), Map.of()), secret))
        .anyMatch(it -> it.startsWith("chains.secret.fail: encrypt must never"));
    assertThat(problems(new OpenFunctions(Set.of("zstd-compress"), Map.of())))
        .anyMatch(it -> it.contains("zstd-decompress takes the way back of zstd-compress"));
  }

  @Test
  void shouldRefuseAFunctionThatItDoesNotKnow() {
    Ipv6Address unknown = Ipv6Address.parse("fc00:1::bbbb:0:0");
    assertThat(refused(syn(1, List.of(SERVER, unknown))).kind()).isEqualTo(Kind.UNKNOWN_FUNCTION);
  }

  @Test
  void shouldRefuseToComeBackAfterAnotherProxy() {
    assertThat(refused(syn(3, List.of(SERVER, XOR_66, NEXT_PROXY, XOR_55))).kind())
        .isEqualTo(Kind.PATH);
  }

  @Test
  void shouldRefuseAReturnPathThatLeavesItOut() {
    ReturnPathTlv told = new ReturnPathTlv(6, 0, List.of(CLIENT, NEXT_PROXY));
    assertThat(refused(syn(1, List.of(SERVER, XOR_55), told)).kind()).isEqualTo(Kind.PATH);
  }

  @Test
  void shouldRefuseServersThatWouldMakeItDangerous() {
    for (String server : List.of("::1", "fe80::1", "ff02::1", "::", "::ffff:10.0.0.1")) {
      assertThat(refused(syn(1, List.of(Ipv6Address.parse(server), XOR_55))).kind())
          .as(server)
          .isEqualTo(Kind.DESTINATION_NOT_ALLOWED);
    }
    assertThat(refused(syn(1, List.of(OWN, XOR_55))).kind())
        .isEqualTo(Kind.DESTINATION_NOT_ALLOWED);
    assertThat(refused(syn(1, List.of(XOR_66, XOR_55))).kind()).isEqualTo(Kind.PATH);
  }

  @Test
  void shouldServeOnlyTheClientsThatAreAllowed() {
    AdmissionPolicy others = policy(List.of(Ipv6Prefix.parse("2001:db8:77::/48")));
    Decision decision =
        new Admission(others, functions).decide(bytes(syn(1, List.of(SERVER, XOR_55))));
    assertThat(decision)
        .isInstanceOfSatisfying(
            Decision.Refuse.class,
            refuse -> assertThat(refuse.refusal().kind()).isEqualTo(Kind.SOURCE_NOT_ALLOWED));
  }

  @Test
  void shouldRefuseThroughTheProxiesBeforeItWhateverTheReason() {
    Ipv6Address unknown = Ipv6Address.parse("fc00:1::bbbb:0:0");
    ReturnPathTlv told = new ReturnPathTlv(6, 1, List.of(CLIENT, PROXY_BEFORE, XOR_66));
    ReturnPathTlv recorded = new ReturnPathTlv(6, 1, List.of(CLIENT, PROXY_BEFORE));

    for (ReturnPathTlv way : List.of(told, recorded)) {
      Decision decision = admission().decide(bytes(syn(1, List.of(SERVER, unknown), way)));
      assertThat(decision).isInstanceOf(Decision.Refuse.class);
      assertThat(((Decision.Refuse) decision).answer())
          .hasValueSatisfying(
              answer -> assertThat(answer.segments()).containsExactly(CLIENT, PROXY_BEFORE));
    }
  }

  @Test
  void shouldBeginAChainForAConnectionWithoutSegmentsAndLetOthersPass() {
    Srh header = Srh.of(1, List.of(SERVER, NEXT_PROXY));
    List<FlowKey> asked = new ArrayList<>();
    Edge router =
        flow -> {
          asked.add(flow);
          return Optional.of(header).filter(_ -> isToServer(flow));
        };
    Admission edge = admission().with(Optional.of(router));

    Decision decision = edge.decide(plain(SERVER));
    assertThat(asked).as("questions to the access router").hasSize(1);
    assertThat(decision).isInstanceOf(Decision.Accept.class);
    AdmittedFlow flow = ((Decision.Accept) decision).flow();
    assertThat(flow.key()).hasToString("[2001:db8:1::2]:41234 -> [2001:db8:2::2]:8000");
    assertThat(flow.onward()).isEqualTo(header);
    assertThat(flow.egress()).isEqualTo(Egress.RETURN_PATH);
    assertThat(flow.forward()).isEmpty();
    assertThat(flow.answer()).isNull();
    assertThat(edge.decide(plain(OWN))).isEqualTo(new Decision.NotOurs());
    assertThat(edge.draining().decide(plain(SERVER))).isEqualTo(new Decision.NotOurs());
    assertThat(admission().decide(plain(OWN))).isInstanceOf(Decision.Refuse.class);
  }

  private static boolean isToServer(FlowKey flow) {
    return flow.server().address().equals(SERVER);
  }

  private static SynPacket plain(Ipv6Address server) {
    TcpHeader tcp = new TcpHeader(41234, 8000, 1000, 0, TcpHeader.SYN, 64_000, 0, Octets.NONE);
    return new SynPacket(TcpPacket.of(0, CLIENT, server, null, tcp));
  }

  private AdmittedFlow admitted(TcpPacket packet) {
    Decision decision = admission().decide(bytes(packet));
    assertThat(decision).isInstanceOf(Decision.Accept.class);
    return ((Decision.Accept) decision).flow();
  }

  private Refusal refused(TcpPacket packet) {
    Decision decision = admission().decide(bytes(packet));
    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    return ((Decision.Refuse) decision).refusal();
  }

  private Admission admission() {
    return admission(functions);
  }

  private static Admission admission(FunctionTable functions) {
    return new Admission(policy(List.of()), functions);
  }

  private static AdmissionPolicy policy(List<Ipv6Prefix> allowFrom) {
    return new AdmissionPolicy(
        List.of(Ipv6Prefix.parse("fc00:1::/80")),
        SidLayout.DEFAULT,
        new WireOptions(6),
        allowFrom,
        List.of(),
        Set.of(OWN)::contains,
        Handshake.END_TO_END,
        Map.of(),
        Egress.AUTO);
  }

  private static TcpPacket syn(int segmentsLeft, List<Ipv6Address> segments, Tlv... tlvs) {
    TcpHeader tcp = new TcpHeader(41234, 8000, 1000, 0, TcpHeader.SYN, 64_000, 0, Octets.NONE);
    return TcpPacket.of(
        0xb9, CLIENT, segments.getFirst(), Srh.of(segmentsLeft, segments, tlvs), tcp);
  }

  private static ByteBuffer bytes(TcpPacket packet) {
    return ByteBuffer.wrap(packet.toBytes());
  }
}
