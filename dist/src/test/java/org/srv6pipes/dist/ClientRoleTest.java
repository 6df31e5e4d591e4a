package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpPacket;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What the client role does to connections, and what it leaves alone. */
@NamespaceTest(tools = "unbound")
@Tag("becomes-another-user") // marks of sockets need root outside of a user namespace
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class ClientRoleTest {
  private static final int ECHO = 7000;
  private static final int TALK = 7001;
  private static final int PATIENCE_MILLIS = 20_000;

  /** In full, 1 000 names and 10 000 connections. */
  private static final int NAMES = Integer.getInteger("client.names", 100);

  private static final int CONNECTIONS = Integer.getInteger("client.connections", 500);
  private static final long FARM = 0x2001_0db8_000f_0000L;

  @TempDir private static Path folder;
  private NamedLab net;
  private TcpPeers.Echo echo;
  private ServerSocket talk;
  private RuleCounter past;

  @BeforeAll
  void start() {
    net = new NamedLab(folder);
    Map<String, Ipv6Address> names = new LinkedHashMap<>();
    names.put(NamedLab.WEB, net.server.address());
    names.put("two.example.test", net.server.address());
    for (int i = 1; i <= NAMES; i++) {
      names.put(name(i), farm(i));
    }
    net.startNames(names);
    net.startNetwork();
    startFarm();
    net.startResolver(policies());
    echo = TcpPeers.Echo.on(net.server, ECHO);
    talk = TcpPeers.listen(net.server, TALK);
    Thread.ofPlatform().daemon().start(this::talk);
    past =
        net.lab
            .host("router")
            .countRule("PREROUTING", "-i", "server", "-p", "tcp", "!", "-d", "fc00::/16");
  }

  @AfterAll
  void stop() throws IOException {
    echo.close();
    talk.close();
    net.close();
  }

  private static String name(int number) {
    return "n" + number + ".example.test";
  }

  private static Ipv6Address farm(int number) {
    return new Ipv6Address(FARM, number);
  }

  /** Many addresses on one server. */
  private void startFarm() {
    net.server.shell("ip -6 route add local 2001:db8:f::/64 dev lo");
    net.lab
        .host("router")
        .shell("ip -6 route add 2001:db8:f::/64 via " + net.server.address() + " dev server");
  }

  private static String policies() {
    String twoNames = policy(NamedLab.WEB, 0x7001) + policy("two.example.test", 0x7002);
    return IntStream.rangeClosed(1, NAMES)
        .mapToObj(i -> policy(name(i), i))
        .collect(Collectors.joining("", twoNames, ""));
  }

  private static String policy(String name, int key) {
    return """
    [[policies]]
    names = ["%1$s"]
    chain = "xor(%2$d) | xor(%2$d)"
    ttl = "2s"
    """
        .formatted(name, key);
  }

  private void talk() {
    while (!talk.isClosed()) {
      try {
        Socket client = talk.accept();
        Thread.ofVirtual().start(() -> answer(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private static void answer(Socket client) {
    try (client) {
      client.getInputStream().transferTo(client.getOutputStream());
    } catch (IOException e) {
      // The client sees it.
    }
  }

  /** Asks the role as a program would. */
  private List<Ipv6Address> resolve(String name) {
    return net.client.call(
        () -> {
          try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            Record question =
                Record.newRecord(Name.fromString(name, Name.root), Type.AAAA, DClass.IN);
            byte[] query = Message.newQuery(question).toWire();
            InetSocketAddress role = new InetSocketAddress(Inet6Address.getByName("::1"), 53);
            socket.send(new DatagramPacket(query, query.length, role));
            DatagramPacket reply = new DatagramPacket(new byte[1500], 1500);
            socket.receive(reply);
            byte[] octets = Arrays.copyOf(reply.getData(), reply.getLength());
            return new Message(octets)
                .getSection(Section.ANSWER).stream()
                    .map(it -> Ipv6Address.from((Inet6Address) ((AAAARecord) it).getAddress()))
                    .toList();
          }
        });
  }

  private Socket connect(Ipv6Address address, int port) {
    return net.client.call(
        () -> {
          Socket socket = new Socket();
          socket.setSoTimeout(PATIENCE_MILLIS);
          socket.connect(new InetSocketAddress(address.toInet(), port), PATIENCE_MILLIS);
          return socket;
        });
  }

  private static void say(Socket socket, String words) throws IOException {
    byte[] octets = words.getBytes(UTF_8);
    socket.getOutputStream().write(octets);
    assertThat(socket.getInputStream().readNBytes(octets.length)).isEqualTo(octets);
  }

  private static void stop(HostProcess role) {
    role.signal("TERM");
    assertThat(role.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }

  @Test
  void shouldSteerNewConnectionsOnlyAndLeaveThemTheirPath() throws Exception {
    HostProcess role = net.startClient();
    try (Socket plain = connect(net.server.address(), TALK)) {
      say(plain, "before any answer ");
      resolve(NamedLab.WEB);
      try (Socket steered = connect(net.server.address(), TALK)) {
        long plainPackets = past.packets();
        say(steered, "along the chain ");
        assertThat(past.packets()).isEqualTo(plainPackets);
        say(plain, "as before ");
        assertThat(past.packets()).isGreaterThan(plainPackets);

        await().atMost(ProgramInLab.PATIENCE).until(this::isPlainAgain);
        long afterwards = past.packets();
        say(steered, "when the answer is old ");
        assertThat(past.packets()).isEqualTo(afterwards);
      }
    }
    stop(role);
  }

  private boolean isPlainAgain() throws IOException {
    long before = past.packets();
    try (Socket socket = connect(net.server.address(), TALK)) {
      say(socket, "?");
    }
    return past.packets() > before;
  }

  @Test
  void shouldLetTheFirstOfTwoNamesKeepItsChainAndSaySo() {
    HostProcess role = net.startClient();
    resolve(NamedLab.WEB);
    resolve("two.example.test");

    role.awaitLine(
        line ->
            line.contains(
                "address=2001:db8:2::2 belongs to www.example.test and to two.example.test"),
        ProgramInLab.PATIENCE);
    stop(role);
  }

  @Test
  void shouldSurviveItsDeathAndLeaveTheHostAsItWas() throws Exception {
    String before = HostState.of(net.client);
    HostProcess first = net.startClient();
    HostProcess second;
    resolve(NamedLab.WEB);
    try (Socket steered = connect(net.server.address(), TALK)) {
      say(steered, "alive ");
      first.signal("KILL");
      first.awaitExit(ProgramInLab.PATIENCE);
      long plainPackets = past.packets();
      say(steered, "while it is dead ");
      second = net.startClient();
      say(steered, "and when it is back ");
      assertThat(past.packets()).isEqualTo(plainPackets);
      assertThat(HostState.of(net.client)).contains("encap seg6");
    }
    stop(second);
    assertThat(HostState.of(net.client)).isEqualTo(before);
  }

  @Test
  void shouldSteerOnlyWhatItIsToldTo() throws Exception {
    HostProcess role = net.startClient("ports = [" + ECHO + "]", "users = [\"0\", \"1000-1999\"]");
    resolve(NamedLab.WEB);
    long plainPackets = past.packets();
    try (Socket socket = connect(net.server.address(), TALK)) {
      say(socket, "to another port");
    }
    assertThat(past.packets()).isGreaterThan(plainPackets);
    resolve(NamedLab.WEB);
    long before = past.packets();
    byte[] octets = "to this port".getBytes(UTF_8);
    assertThat(TcpPeers.exchange(connect(net.server.address(), ECHO), octets)).isEqualTo(octets);
    assertThat(past.packets() - before).isLessThan(4);
    stop(role);
  }

  @Test
  void shouldLeadEachOfManyNamesAlongItsOwnChain() throws Exception {
    HostProcess role = net.startClient();
    Map<Ipv6Address, Set<Integer>> keys = new HashMap<>();
    byte[] octets = "A thousand names, a thousand chains.".getBytes(UTF_8);
    try (Capture syns = net.lab.host("p3").capture("router", ClientRoleTest::isSynToCore)) {
      for (int i = 0; i < CONNECTIONS; i++) {
        int number = 1 + i % NAMES;
        assertThat(resolve(name(number))).containsExactly(farm(number));
        Socket socket = connect(farm(number), ECHO);
        assertThat(TcpPeers.exchange(socket, octets)).isEqualTo(octets);
      }
      for (TcpPacket syn : TcpPackets.of(syns).toList()) {
        Srh srh = syn.srh();
        keys.computeIfAbsent(srh.finalDestination(), _ -> new HashSet<>())
            .add((int) srh.activeSegment().low());
      }
      assertThat(syns.packets().size()).isGreaterThanOrEqualTo(CONNECTIONS);
    }
    assertThat(keys).hasSize(NAMES);
    for (int i = 1; i <= NAMES; i++) {
      assertThat(keys.get(farm(i))).containsExactly(i);
    }
    stop(role);
  }

  private static boolean isSynToCore(byte[] octets) {
    return TcpPackets.parse(octets).filter(ClientRoleTest::isSynToCore).isPresent();
  }

  private static boolean isSynToCore(TcpPacket packet) {
    return packet.tcp().isSyn()
        && packet.srh() != null
        && packet.srh().finalDestination().high() == FARM
        && packet.srh().activeSegment().toString().startsWith("fc00:3:");
  }
}
