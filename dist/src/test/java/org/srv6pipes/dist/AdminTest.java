package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.service.Json;

/**
 * What an operator sees of a proxy, and does to it, with the command line.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class AdminTest {

  private static final int PORT = 8000;
  private static final String XOR = "fc00:1::aaaa:0:55";

  @TempDir private Path folder;
  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host p1 = lab.host("p1");
  private TcpPeers.Echo server;

  private record Said(int exitCode, List<String> lines) {
    String text() {
      return String.join("\n", lines);
    }
  }

  @BeforeEach
  void start() {
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
    lab.steer("client", "server", XOR);
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @Test
  void shouldSayThatNothingRuns() {
    Said said = run("status");
    assertThat(said.exitCode()).isEqualTo(1);
    assertThat(said.text()).contains("nothing runs").contains("srv6pipes proxy -c FILE");
    assertThat(run("status", "--socket", "/run/no.sock").text()).contains("/run/no.sock");
  }

  @Test
  void shouldShowAFlowWithItsBytesAndKillIt() throws Exception {
    ProgramInLab.proxyFor(p1);
    Socket client = connect();
    client.getOutputStream().write(new byte[12_345]);
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(() -> bytes(Operator.flows(p1), "forward", "bytes-out") == 12_345);

    Map<?, ?> status = (Map<?, ?>) Json.parse(run("status", "--json").text());
    assertThat(((Map<?, ?>) status.get("flows")).get("open")).isEqualTo(1L);
    assertThat(((Map<?, ?>) status.get("bytes")).get("forward-in")).isEqualTo(12_345L);
    assertThat(run("status").text()).contains("serving").contains("flows       1 of ");

    String flows = run("flows", "xor", "8000").text();
    assertThat(flows)
        .contains("[2001:db8:1::2]:" + client.getLocalPort() + " -> [2001:db8:2::2]:8000")
        .contains("12.1 KiB | xor(key=0x55) 100 % | 12.1 KiB")
        .contains("rtt ");
    assertThat(run("flows", "leet").text()).isEqualTo("no flows");
    assertThat(run("functions", "--running").text()).containsPattern("0xAAAA +xor +" + XOR);

    String number = String.valueOf(Operator.flows(p1).getFirst().get("flow"));
    assertThat(run("flows", "--kill", number).text()).isEqualTo("killed " + number);
    assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
    assertThat(run("flows", "--ended").text())
        .startsWith(number + "  [2001:db8:1::2]:" + client.getLocalPort())
        .endsWith("ago: killed by the operator");
    Said again = run("flows", "--kill", number);
    assertThat(again.exitCode()).isEqualTo(1);
    assertThat(again.text()).contains("there is no flow " + number);
  }

  @Test
  void shouldReloadARightFileAndRefuseAWrongOne() throws Exception {
    Path file =
        Files.writeString(folder.resolve("proxy.toml"), "sid-prefixes = [\"fc00:1::/80\"]\n");
    HostProcess proxy = ProgramInLab.start(p1, "proxy", "-c", file.toString());
    proxy.awaitLine("ready", ProgramInLab.PATIENCE);

    Files.writeString(file, "sid-prefixes = [\"fc00:1::/80\"]\nallow-to = [\"2001:db8:9::/64\"]\n");
    assertThat(run("reload").text()).isEqualTo("reloaded");
    assertThatThrownBy(this::connect).hasRootCauseInstanceOf(IOException.class);

    Files.writeString(file, "sid-prefixs = []\n");
    Said refused = run("reload");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.text()).contains("proxy.toml:1").contains("sid-prefixes");
    assertThatThrownBy(this::connect).hasRootCauseInstanceOf(IOException.class);
  }

  @Test
  void shouldSayMoreInTheLogWhenAsked() throws Exception {
    HostProcess proxy = ProgramInLab.proxyFor(p1);
    assertThat(run("log-level", "debug").text()).isEqualTo("log level DEBUG");
    TcpPeers.exchange(connect(), new byte[1]);
    proxy.awaitLine("end=finished", ProgramInLab.PATIENCE);
  }

  @Test
  void shouldDrain() throws Exception {
    HostProcess proxy = ProgramInLab.proxyFor(p1, "[timeouts]", "drain = \"30s\"");
    Socket client = connect();
    await().atMost(ProgramInLab.PATIENCE).until(() -> Operator.flows(p1).size() == 1);

    assertThat(run("drain").text()).isEqualTo("draining: 1 flows have 30 s");
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(() -> "draining".equals(Operator.status(p1).get("state")));
    assertThatThrownBy(() -> TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 1000))
        .as("no new flows")
        .hasRootCauseInstanceOf(IOException.class);
    assertThat(TcpPeers.exchange(client, new byte[] {7})).as("the old one goes on").hasSize(1);
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }

  @Test
  void shouldAskWhichOfSeveralProxiesIsMeant() {
    ProgramInLab.proxy(p1, "sid-prefixes = [\"fc00:1::/80\"]", "instance = \"a\"");
    ProgramInLab.proxy(p1, "sid-prefixes = [\"fc00:9::/80\"]", "instance = \"b\"");

    assertThat(run("status").text()).contains("choose one with --instance").contains("a, b");
    assertThat(run("status", "--instance", "b").text()).contains("fc00:9::/80");
    assertThat(run("status", "--instance", "c").text()).contains("no instance \"c\" runs here");
  }

  private Socket connect() {
    return TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000);
  }

  private Said run(String... arguments) {
    HostProcess process = ProgramInLab.start(p1, arguments);
    try (OutputStream _ = process.stdin()) {
      int exitCode = process.awaitExit(ProgramInLab.PATIENCE);
      return new Said(exitCode, process.lines());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long bytes(List<Map<?, ?>> flows, String direction, String name) {
    return flows.stream()
        .mapToLong(flow -> (Long) ((Map<?, ?>) flow.get(direction)).get(name))
        .sum();
  }
}
