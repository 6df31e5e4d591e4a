package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.dist.cli.Shell;
import org.srv6pipes.lab.CommandResult;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.service.Json;
import org.srv6pipes.wire.Octets;

/** A proxy whose rules are there before it starts, and stay when it stops. */
@NamespaceTest
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RulesBeforehandTest {
  private static final int PORT = 8000;
  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host p1 = lab.host("p1");
  private TcpPeers.Echo server;

  @TempDir private static Path folder;
  private Path manual;

  private String before;

  @BeforeAll
  void start() throws IOException {
    manual = file("manual.toml", "rules = \"manual\"", "index = 7");
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
  }

  @AfterAll
  void stop() {
    server.close();
    lab.close();
  }

  @BeforeEach
  void look() {
    before = HostState.of(p1);
  }

  @AfterEach
  void nothingIsLeft() {
    assertThat(HostState.of(p1)).isEqualTo(before);
  }

  private Path file(String name, String... lines) throws IOException {
    String prefix = "sid-prefixes = [\"" + p1.sidPrefix() + "\"]\n";
    return Files.writeString(folder.resolve(name), prefix + String.join("\n", lines) + "\n");
  }

  /** In this process, which has no part in the ledgers of the host. */
  private Shell.Result rules(String command, String... options) {
    List<String> words = new ArrayList<>(List.of("rules", command));
    words.addAll(List.of(options));
    return p1.call(() -> Shell.run(words.toArray(String[]::new)));
  }

  /** As an operator on the host. */
  private CommandResult operator(String command, Path file, String... options) {
    List<String> words = new ArrayList<>(List.of("rules", command, "-c", file.toString()));
    words.addAll(List.of(options));
    return p1.run(ProgramInLab.PATIENCE, ProgramInLab.command(words.toArray(String[]::new)));
  }

  private void serveOneConnectionAndStop() throws Exception {
    HostProcess proxy = ProgramInLab.start(p1, "proxy", "-c", manual.toString());
    proxy.awaitLine("ready", ProgramInLab.PATIENCE);
    byte[] request = "Who makes the rules?".getBytes(UTF_8);
    byte[] answer =
        TcpPeers.exchange(
            TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 10_000), request);
    assertThat(answer).isEqualTo(request);
    assertThat(server.next().received()).isEqualTo(Octets.of(XorChain.xor(request, 0x55)));
    assertThat(proxy.lines()).noneMatch(it -> it.contains("rules diff"));
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }

  @Test
  void shouldServeByRulesThatAPersonPasted() throws Exception {
    String undo = rules("show", "--undo", "-c", manual.toString()).out();
    Shell.Result shown = rules("show", "-c", manual.toString());
    assertThat(shown.out())
        .startsWith("# proxy \"fc00-1--\" (index 7), for iptables-")
        .contains("--queue-num " + (5360 + 7 * 16), "fwmark 0x53070000", "--on-port 20896");
    p1.shell(shown.out());
    assertThat(rules("diff", "-c", manual.toString()).out()).isEmpty();
    assertThat(rules("check", "-c", manual.toString()).exitCode()).isZero();

    serveOneConnectionAndStop();

    assertThat(rules("diff", "-c", manual.toString()).exitCode()).isZero();
    p1.shell(undo);
  }

  @Test
  void shouldServeByRulesThatWereAppliedAndGoOnWithThemAtTheNextStart() throws Exception {
    CommandResult applied = operator("apply", manual, "--json");
    assertThat(applied.stderr()).isEmpty();
    Map<?, ?> answer = (Map<?, ?>) Json.parse(applied.stdout());
    assertThat(answer.get("index")).isEqualTo(7L);
    assertThat((List<?>) answer.get("changed")).isNotEmpty();
    String once = HostState.of(p1);

    serveOneConnectionAndStop();
    assertThat(HostState.of(p1)).isEqualTo(once);
    assertThat(operator("apply", manual).stdout()).contains("nothing to change");
    assertThat(HostState.of(p1)).isEqualTo(once);
    serveOneConnectionAndStop();

    assertThat(operator("remove", manual).stdout()).contains(": removed");
    assertThat(rules("diff", "-c", manual.toString()).exitCode()).isEqualTo(1);
  }

  @Test
  void shouldRefuseToApplyWhatTheProxyDoesItself() throws IOException {
    Path auto = file("auto.toml");
    Shell.Result refused = rules("apply", "-c", auto.toString());
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("does not run", "rules = \"manual\"", auto.toString());
  }

  @Test
  void shouldShowWhatTheEndHostsRolesWant() throws IOException {
    Path empty = Files.writeString(folder.resolve("server.toml"), "");
    String shown = rules("show", "--role", "server", "-c", empty.toString()).out();
    String undo = rules("show", "--undo", "--role", "server", "-c", empty.toString()).out();
    p1.shell(shown);
    assertThat(p1.check("ip", "-6", "rule").stdout())
        .contains("540:\tnot from all fwmark 0x53000000/0xffff0000 goto 542");
    p1.shell(undo);
  }

  @Test
  void shouldBeExaminedByTheDoctor() throws IOException {
    Path auto = file("examined.toml");
    String[] both = {"--peer", clientAddress(), "--peer", serverAddress()};
    Shell.Result well = doctor(auto, both);
    assertThat(well.out()).endsWith(": nothing is wrong\n");
    assertThat(well.exitCode()).isZero();

    Shell.Result notApplied = doctor(manual, "--json");
    assertThat(notApplied.exitCode()).isEqualTo(1);
    assertThat((List<?>) Json.parse(notApplied.out()))
        .map(finding -> ((Map<?, ?>) finding).get("fault").toString())
        .contains("rule-missing", "sysctl-wrong", "route-missing", "routing-rule-missing");

    Shell.Result lost = doctor(auto, "--peer", "2001:db8:ffff::1");
    assertThat(lost.out()).startsWith("error no-route\n").contains("1 errors, 0 warnings");
  }

  @Test
  void shouldRollBackWhatNobodyConfirms() {
    HostProcess apply = onTrial("2s");
    assertThat(apply.awaitExit(ProgramInLab.PATIENCE)).isEqualTo(1);
    assertThat(apply.lines()).contains("not confirmed: everything is as it was");
  }

  @Test
  void shouldKeepWhatIsConfirmed() {
    HostProcess apply = onTrial("10m");
    assertThat(operator("apply", manual).stderr()).contains("waits to be confirmed");
    assertThat(operator("confirm", manual).stdout()).endsWith(": confirmed\n");
    assertThat(apply.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(rules("diff", "-c", manual.toString()).out()).isEmpty();
    assertThat(operator("confirm", manual).stderr()).contains("nothing waits to be confirmed");
    assertThat(operator("remove", manual).exitCode()).isZero();
  }

  @Test
  void shouldNotAskToConfirmWhatIsThereAlready() {
    assertThat(operator("apply", manual).exitCode()).isZero();
    CommandResult again = operator("apply", manual, "--confirm", "10m");
    assertThat(again.stdout()).contains("nothing to change", "so nothing to confirm");
    assertThat(again.exitCode()).isZero();
    assertThat(operator("remove", manual).exitCode()).isZero();
  }

  @Test
  void shouldTakeAwayTheSocketOfAProxyThatWasKilled() {
    HostProcess proxy = ProgramInLab.start(p1, "proxy", "-c", manual.toString());
    proxy.awaitLine("ready", ProgramInLab.PATIENCE);
    operator("remove", manual);
    assertThat(sockets()).as("of a proxy that lives").hasSize(1);
    proxy.signal("KILL");
    proxy.awaitExit(ProgramInLab.PATIENCE);
    assertThat(sockets()).as("of a proxy that was killed").hasSize(1);

    operator("remove", manual);

    assertThat(sockets()).isEmpty();
  }

  private List<String> sockets() {
    return p1.check("find", "/run/srv6pipes", "-name", "*.sock").lines();
  }

  @Test
  void shouldSayFirstWhichCapabilitiesAreMissing() {
    List<String> words = new ArrayList<>(List.of("setpriv", "--bounding-set", "-net_raw"));
    words.addAll(ProgramInLab.command("proxy", "-c", manual.toString()));

    CommandResult refused = p1.run(ProgramInLab.PATIENCE, words);

    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.stderr())
        .isEqualTo(
            "srv6pipes proxy: Missing CAP_NET_RAW: run as root, or give the service"
                + " AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW.\n");
  }

  @Test
  void shouldRollBackAlsoWhenTheCommandAndItsTerminalAreGone() {
    HostProcess apply = onTrial("15s");
    p1.shell("kill -HUP $(pgrep -f -- '--confirm [1]5000ms --watch')");
    apply.signal("KILL");
    apply.awaitExit(ProgramInLab.PATIENCE);
    assertThat(rules("diff", "-c", manual.toString()).out()).isEmpty();
    Awaitility.await().atMost(ProgramInLab.PATIENCE).until(() -> HostState.of(p1).equals(before));
  }

  private HostProcess onTrial(String patience) {
    HostProcess apply =
        ProgramInLab.start(p1, "rules", "apply", "-c", manual.toString(), "--confirm", patience);
    apply.awaitLine("press Enter to confirm", ProgramInLab.PATIENCE);
    return apply;
  }

  private Shell.Result doctor(Path file, String... options) {
    List<String> words = new ArrayList<>(List.of("doctor", "-c", file.toString()));
    words.addAll(List.of(options));
    return p1.call(() -> Shell.run(words.toArray(String[]::new)));
  }

  private String clientAddress() {
    return lab.host("client").address().toString();
  }

  private String serverAddress() {
    return lab.host("server").address().toString();
  }
}
