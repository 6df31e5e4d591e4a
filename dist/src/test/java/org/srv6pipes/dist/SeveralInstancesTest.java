package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.wire.Octets;

/**
 * Proxies on one host, each with a prefix of its own.
 *
 * <pre>
 *   client ───── p1: a, b ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(180)
class SeveralInstancesTest {

  private static final int PORT = 8000;
  private static final int PATIENCE_MILLIS = 10_000;

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host host = lab.host("p1");
  private TcpPeers.Echo server;

  @BeforeEach
  void startServer() {
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @Test
  void shouldServeEachItsOwnPrefixAndGoOnWithoutTheOther() throws Exception {
    String before = HostState.of(host);
    HostProcess a = instance("a", "fc00:1::/80");
    HostProcess b = instance("b", "fc00:77::/80");
    assertServes("fc00:1::aaaa:0:55", 0x55);
    assertServes("fc00:77::aaaa:0:66", 0x66);

    HostProcess intruder = start("c", "fc00:77::/80");
    intruder.awaitLine("belongs to instance \"b\" already", ProgramInLab.PATIENCE);
    assertThat(intruder.awaitExit(ProgramInLab.PATIENCE)).isNotZero();
    stop(a);
    assertServes("fc00:77::aaaa:0:66", 0x66);

    stop(b);
    assertThat(HostState.of(host)).isEqualTo(before);
  }

  private HostProcess instance(String name, String prefix) {
    HostProcess process = start(name, prefix);
    assertThat(process.awaitLine("ready", ProgramInLab.PATIENCE)).contains("instance=" + name);
    return process;
  }

  private HostProcess start(String name, String prefix) {
    return ProgramInLab.startProxy(
        host, "instance = \"" + name + "\"", "sid-prefixes = [\"" + prefix + "\"]");
  }

  private static void stop(HostProcess proxy) {
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }

  private void assertServes(String sid, int key) throws Exception {
    byte[] words = "I love dogs!".getBytes(UTF_8);
    lab.steer("client", "server", sid);
    byte[] answer =
        TcpPeers.exchange(
            TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, PATIENCE_MILLIS), words);
    assertThat(answer).isEqualTo(words);
    assertThat(server.next().received()).isEqualTo(Octets.of(XorChain.xor(words, key)));
  }
}
