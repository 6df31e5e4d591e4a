package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
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
        .contains("client", "addresses   1", "started 1");

    try (Capture middle = net.lab.host("p3").capture("router")) {
      String names = "http://[" + net.lab.host("names").address() + "]:81/";
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

  private HostProcess startRole() {
    return net.startClient(
        "listen = [\"[" + net.client.addressTo("user") + "]:53\"]",
        "allow-from = [\"2001:db8::/32\"]",
        "[access-router]",
        "interfaces = [\"user\"]",
        "proxy = \"edge.toml\"");
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
