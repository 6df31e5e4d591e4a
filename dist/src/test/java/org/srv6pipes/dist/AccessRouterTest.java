package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.RuleCounter;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Parsed;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.SynPacket;
import org.srv6pipes.wire.WireOptions;

/**
 * A host that knows nothing, behind a router that begins its chains.
 *
 * <pre>
 *   user ───── client ───── router ─── p1, p2, p3, names, resolver
 *                              └────── server
 * </pre>
 */
@NamespaceTest(tools = {"nginx", "unbound", "curl"})
@Timeout(180)
@Tag("becomes-another-user") // the client role needs root outside of a user namespace
class AccessRouterTest {

  private static final int HTTP = 9465;
  private static final int WEB_PORT = 80;
  private static final int CLOSED_PORT = 81;
  private static final int PATIENCE_MILLIS = 10_000;

  private static final String POLICY =
      """
      [[policies]]
      names = ["www.example.test"]
      chain = "zstd-compress | zstd-decompress"
      ttl = "2s"
      """;

  @TempDir private Path folder;
  private NamedLab net;
  private Host user;

  @BeforeEach
  void start() {
    net = NamedLab.withAccessRouter(folder);
    user = net.lab.host("user");
    net.startNames(Map.of(NamedLab.WEB, net.server.address()));
    net.startWeb();
    net.startNetwork();
    net.startResolver(POLICY);
    user.replaceFile("/etc/resolv.conf", "nameserver " + net.client.addressTo("user") + "\n");
  }

  @AfterEach
  void stop() {
    net.close();
  }

  @Test
  void shouldBeginChainsForAHostThatKnowsNothingAndLeaveNoTrace() {
    String before = HostState.of(net.client);
    net.write("edge.toml", "sid-prefixes = [\"fc00:99::/80\"]\n");
    HostProcess role = startRole();
    RuleCounter past =
        net.lab
            .host("router")
            .countRule("PREROUTING", "-i", "server", "-p", "tcp", "!", "-d", "fc00::/16");

    try (Capture middle = net.lab.host("p3").capture("router");
        Capture edge = net.client.capture("router")) {
      assertThat(fetch("http://" + NamedLab.WEB + "/")).isEqualTo(NamedLab.PAGE);
      assertThat(NamedLab.zstdFrames(middle)).as("request and answer").isGreaterThanOrEqualTo(2);
      assertThat(edge.packets()).anySatisfy(this::isOurSyn);
    }
    assertThat(past.packets()).as("answers past the proxies").isZero();
    assertThat(ProgramInLab.said(net.client, "status"))
        .contains("client", "addresses   1", "1 since the start");

    Predicate<byte[]> theHosts = TcpPackets.ofPort(CLOSED_PORT); // the resolver asks along p3 too
    try (Capture middle = net.lab.host("p3").capture("router", theHosts)) {
      String names = "http://[%s]:%d/".formatted(net.lab.host("names").address(), CLOSED_PORT);
      assertThat(user.run("curl", "-sS", "-m", "5", names).exitCode())
          .as("that the host itself refuses: a time-out would be 28")
          .isEqualTo(7);
      assertThat(middle.packets()).as("what nobody has a chain for").isEmpty();
    }

    role.signal("KILL");
    role.awaitExit(ProgramInLab.PATIENCE);
    String url = "http://[" + net.server.address() + "]/";
    await().atMost(ProgramInLab.PATIENCE).until(() -> fetch(url).equals(NamedLab.PAGE));
    assertThat(past.packets()).as("past the dead one, plainly").isPositive();

    HostProcess next = startRole();
    long plain = past.packets();
    assertThat(fetch("http://" + NamedLab.WEB + "/")).isEqualTo(NamedLab.PAGE);
    assertThat(past.packets()).isEqualTo(plain);
    next.signal("TERM");
    assertThat(next.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(HostState.of(net.client)).isEqualTo(before);
    assertThat(fetch(url)).isEqualTo(NamedLab.PAGE);
  }

  @Test
  void shouldShowTheConnectionsWhoseChainsItBegins() throws Exception {
    net.write("edge.toml", "sid-prefixes = [\"fc00:99::/80\"]\n");
    startRole("[admin]", "http-port = " + HTTP);
    assertThat(fetch("http://" + NamedLab.WEB + "/")).isEqualTo(NamedLab.PAGE);

    try (Socket _ = TcpPeers.connect(user, net.server, WEB_PORT, PATIENCE_MILLIS)) {
      String server = "[" + net.server.address() + "]:" + WEB_PORT;
      String flows = ProgramInLab.said(net.client, "flows");
      assertThat(flows).contains("[" + user.address() + "]:", server, "to fc00:");
      assertThat(ProgramInLab.said(net.client, "flows", "--ended")).contains("finished");
      assertThat(ProgramInLab.said(net.client, "top", "--times", "1"))
          .contains("client  fc00:99::/80", " of ", "[" + user.address() + "]:");
      assertThat(Http.get(net.client, HTTP, "/")).contains("page.js");
      assertThat(Http.firstLines(net.client, HTTP, "/events", 1).getFirst()).contains(server);

      String file = folder.resolve("client.toml").toString();
      assertThat(ProgramInLab.said(net.client, "rules", "diff", "--role", "client", "-c", file))
          .as("the rules of its proxy, and no others")
          .isEmpty();

      String number = flows.substring(0, flows.indexOf(' '));
      assertThat(ProgramInLab.said(net.client, "flows", "--kill", number))
          .isEqualTo("killed " + number);
      await()
          .atMost(ProgramInLab.PATIENCE)
          .until(() -> ProgramInLab.said(net.client, "flows").equals("no flows"));
    }
  }

  private HostProcess startRole(String... further) {
    List<String> lines = new ArrayList<>();
    lines.add("listen = [\"[" + net.client.addressTo("user") + "]:53\"]");
    lines.add("allow-from = [\"2001:db8::/32\"]");
    lines.add("[access-router]");
    lines.add("interfaces = [\"user\"]");
    lines.add("proxy = \"edge.toml\"");
    lines.addAll(List.of(further));
    return net.startClient(lines.toArray(String[]::new));
  }

  /** From the user's own address, with the segments and the way back. */
  private void isOurSyn(byte[] octets) {
    Parsed parsed = SynPacket.parse(ByteBuffer.wrap(octets), WireOptions.DEFAULT);
    assertThat(parsed).isInstanceOf(SynPacket.class);
    SynPacket syn = (SynPacket) parsed;
    assertThat(syn.ip().source()).isEqualTo(user.address());
    Srh srh = syn.srh();
    assertThat(srh).isNotNull();
    assertThat(srh.finalDestination()).isEqualTo(net.server.address());
    assertThat(srh.returnPath().map(ReturnPathTlv::segments).orElseThrow())
        .hasSize(3)
        .startsWith(user.address());
  }

  private String fetch(String url) {
    return user.run("curl", "-sS", "-m", "10", url).stdout();
  }
}
