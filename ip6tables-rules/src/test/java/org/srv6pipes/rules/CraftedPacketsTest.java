package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.srv6pipes.rules.Crafted.atomicFragment;
import static org.srv6pipes.rules.Crafted.destinationOptions;
import static org.srv6pipes.rules.Crafted.fragments;
import static org.srv6pipes.rules.Crafted.hopByHop;
import static org.srv6pipes.rules.Crafted.inner;
import static org.srv6pipes.rules.Crafted.packet;
import static org.srv6pipes.rules.Crafted.srh;
import static org.srv6pipes.rules.Crafted.usedUpRoutingHeader;
import static org.srv6pipes.rules.ThreeHosts.MIDDLEBOX;
import static org.srv6pipes.rules.ThreeHosts.SERVER;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.TcpHeader;

/** Whoever sends whatever headers: no SYN reaches a service of the middlebox through a SID. */
@NamespaceTest
class CraftedPacketsTest {
  private static final String SID = "fc00:1::aaaa:0:0";
  private static final String NEARER = "fc00:c::2";

  /** Nobody has this address, so that nobody resets what answers it. */
  private static final String SOURCE = "fc00:c::99";

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** TCP_SYN_RECV in the fourth column of /proc/net/tcp6. */
  private static final String HALF_OPEN = "03";

  @TempDir private Path folder;
  private HostRules rules;
  private Allocation numbers;
  private OpenService service;

  @BeforeAll
  static void threeHosts() throws Exception {
    ThreeHosts.up();
  }

  @AfterAll
  static void theHostsGo() throws Exception {
    ThreeHosts.down();
  }

  @BeforeEach
  void applyTheRules() throws IOException {
    service = new OpenService();
    rules = HostRules.open(folder);
    numbers = rules.allocate("a", new Needs(1, 2));
    List<Ipv6Prefix> sids = List.of(Ipv6Prefix.parse("fc00:1::/80"));
    List<String> interfaces = rules.interfaces();
    rules.apply(
        new ProxyPlan(numbers, sids, List.of(), interfaces, true, true, Optional.empty())
            .hostPlan());
  }

  @AfterEach
  void removeThem() throws IOException {
    service.close();
  }

  private static Crafted syn(int port, String finalDestination) {
    return Crafted.tcp(port, TcpHeader.SYN, SOURCE, finalDestination);
  }

  /** What is sent from each source port. */
  private static Map<Integer, List<byte[]>> attempts(String destination) {
    Crafted way = srh(1, destination, SID);
    Map<Integer, List<byte[]>> all = new LinkedHashMap<>();
    all.put(1, List.of(packet(SOURCE, SID, way, syn(1, destination))));
    all.put(2, List.of(packet(SOURCE, SID, hopByHop(), way, syn(2, destination))));
    all.put(3, List.of(packet(SOURCE, SID, destinationOptions(), way, syn(3, destination))));
    all.put(4, List.of(packet(SOURCE, SID, way, destinationOptions(), syn(4, destination))));
    all.put(5, List.of(packet(SOURCE, SID, usedUpRoutingHeader(), way, syn(5, destination))));
    all.put(6, List.of(packet(SOURCE, SID, srh(0, SID), way, syn(6, destination))));
    all.put(7, List.of(packet(SOURCE, SID, way, way, syn(7, destination))));
    all.put(8, List.of(packet(SOURCE, SID, syn(8, SID))));
    all.put(9, List.of(packet(SOURCE, SID, srh(0, SID, SID), syn(9, SID))));
    all.put(10, List.of(packet(SOURCE, SID, srh(2, destination, SID, SID), syn(10, destination))));
    all.put(11, List.of(packet(SOURCE, SID, srh(3, destination, SID), syn(11, destination))));
    for (int flags : List.of(TcpHeader.FIN, TcpHeader.RST, 0xe8, 0xfc1)) {
      int port = 100 + flags;
      Crafted odd = Crafted.tcp(port, TcpHeader.SYN | flags, SOURCE, destination);
      all.put(port, List.of(packet(SOURCE, SID, way, odd)));
    }
    for (int first : List.of(8, 16, 24, 32)) {
      int port = 20 + first;
      all.put(port, fragments(SOURCE, SID, first, List.of(way), syn(port, destination)));
      all.put(
          port + 1, fragments(SOURCE, SID, first + 40, List.of(), way, syn(port + 1, destination)));
    }
    all.put(50, List.of(atomicFragment(SOURCE, SID, List.of(way), syn(50, destination))));
    all.put(51, List.of(atomicFragment(SOURCE, SID, List.of(), way, syn(51, destination))));
    byte[] inside = packet(SOURCE, MIDDLEBOX, syn(60, MIDDLEBOX));
    all.put(60, List.of(packet(SOURCE, SID, srh(0, SID), inner(inside))));
    all.put(61, List.of(packet(SOURCE, SID, srh(1, MIDDLEBOX, SID), inner(inside))));
    all.put(62, List.of(packet(SOURCE, NEARER, srh(0, NEARER), inner(inside))));
    all.put(63, List.of(packet(SOURCE, NEARER, srh(1, destination, NEARER), syn(63, destination))));
    return all;
  }

  private static List<byte[]> allAttempts() {
    return Stream.of(SERVER, MIDDLEBOX, "::1")
        .flatMap(destination -> attempts(destination).values().stream().flatMap(List::stream))
        .toList();
  }

  private static byte[] honest(int port) {
    return packet(SOURCE, MIDDLEBOX, syn(port, MIDDLEBOX));
  }

  /** The source ports of SYNs that a service on port 8000 has answered. */
  private static Set<Integer> answered() {
    try {
      return Files.readAllLines(Path.of("/proc/thread-self/net/tcp6")).stream()
          .map(line -> line.strip().split(" +"))
          .filter(columns -> columns[3].equals(HALF_OPEN) && columns[1].endsWith(":1F40"))
          .map(columns -> Integer.valueOf(columns[2].split(":")[1], 16))
          .collect(Collectors.toSet());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Packets keep their order, so that when the last one is answered, all have been judged. */
  private static void onlyTheHonestSynIsAnswered(int port) throws Exception {
    List<byte[]> packets = new ArrayList<>(allAttempts());
    packets.add(honest(port));
    ThreeHosts.send(ThreeHosts.CLIENT_NETWORK, NEARER, packets);
    Awaitility.await().atMost(PATIENCE).until(() -> answered().contains(port));
    assertThat(answered()).allMatch(it -> it >= 5000);
  }

  @Test
  void shouldAnswerNoneWithoutAReader() throws Exception {
    onlyTheHonestSynIsAnswered(5000);
    rules.remove("a");
    onlyTheHonestSynIsAnswered(5001);
  }

  @Test
  void shouldAnswerNoneWithAReaderThatLetsAllPass() throws Exception {
    try (StubProxy proxy = StubProxy.withVerdict(numbers, it -> 0)) {
      onlyTheHonestSynIsAnswered(5002);
      assertThat(proxy.servers()).isEmpty();
    }
    rules.remove("a");
  }
}
