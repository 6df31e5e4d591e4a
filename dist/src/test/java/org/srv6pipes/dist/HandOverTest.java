package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * A process that takes over from the one that runs, while connections come and go.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(300)
class HandOverTest {

  private static final Logger LOG = LoggerFactory.getLogger(HandOverTest.class);
  private static final int PORT = 8000;
  private static final int TIMES = 3;
  private static final String SID = "fc00:1::aaaa:0:55";

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host middle = lab.host("p1");
  @TempDir private Path folder;
  private TcpPeers.EchoNow echo;
  private MixedLoad load;

  @BeforeEach
  void start() {
    lab.steer("client", "server", SID);
    echo = TcpPeers.EchoNow.on(lab.host("server"), PORT);
    load =
        new MixedLoad(
            lab.host("client"),
            List.of(new MixedLoad.Target(lab.host("server").address().toInet(), PORT, List.of(0))));
    load.limitTo(100, 100);
  }

  @AfterEach
  void stop() {
    echo.close();
    lab.close();
  }

  private HostProcess proxy(String... options) throws IOException {
    Path file =
        Files.write(
            folder.resolve("proxy.toml"),
            List.of(
                "sid-prefixes = [\"" + middle.sidPrefix() + "\"]",
                "egress = \"plain\"",
                "announce = \"1s\"",
                "[timeouts]",
                "drain = \"5m\""));
    List<String> command = new ArrayList<>(List.of("proxy", "-c", file.toString()));
    command.addAll(List.of(options));
    return ProgramInLab.start(middle, command.toArray(String[]::new));
  }

  private static HostProcess ready(HostProcess process) {
    process.awaitLine("ready", ProgramInLab.PATIENCE);
    return process;
  }

  private String announced() {
    return middle.check("ip", "-6", "route", "show", "proto", "84").stdout();
  }

  @Test
  void shouldLoseNoConnectionNewOrOld() throws Exception {
    String untouched = HostState.of(middle);
    List<HostProcess> generations = new ArrayList<>(List.of(ready(proxy())));
    load.start(1);
    for (int i = 0; i < TIMES; i++) {
      awaitShorts(100);
      long before = load.longestConnect();
      generations.add(ready(proxy("--take-over")));
      awaitShorts(20);
      LOG.info("longest connect {} ms before, {} ms meanwhile", before, load.longestConnect());
      assertThat(announced()).contains(middle.sidPrefix().toString());
    }
    awaitShorts(200);

    assertThat(generations.getFirst().isAlive()).as("it has long connections").isTrue();
    assertThat(Operator.status(middle).get("pid")).isNotNull();
    load.finish();
    assertThat(load.failures()).isEmpty();
    HostProcess last = generations.removeLast();
    for (HostProcess it : generations) {
      assertThat(it.awaitExit(ProgramInLab.PATIENCE)).isZero();
      assertThat(it.awaitLine("stopped flows", ProgramInLab.PATIENCE))
          .contains("open=0 buffer-bytes=0");
    }
    last.signal("TERM");
    assertThat(last.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(HostState.of(middle)).isEqualTo(untouched);
  }

  private void awaitShorts(int more) {
    long goal = load.finished(MixedLoad.Kind.SHORT) + more;
    await()
        .atMost(ProgramInLab.PATIENCE)
        .until(() -> load.finished(MixedLoad.Kind.SHORT) >= goal || !load.failures().isEmpty());
    assertThat(load.failures()).isEmpty();
  }

  /**
   * The first one is stopped as soon as it has agreed, so the second waits for it with its rules in
   * place.
   */
  @Test
  void shouldGoOnIfItsSuccessorDies() throws Exception {
    HostProcess first = ready(proxy());
    HostProcess second = proxy("--take-over");
    second.awaitLine("max-connections", ProgramInLab.PATIENCE); // the first one has agreed
    first.signal("STOP");
    await().atMost(ProgramInLab.PATIENCE).until(() -> rules().contains("S6P-1-CAPTURE"));
    second.signal("KILL");
    second.awaitExit(ProgramInLab.PATIENCE);
    first.signal("CONT");

    first.awaitLine("this one goes on", ProgramInLab.PATIENCE);
    assertThat(rules()).doesNotContain("S6P-1-");
    load.start(2);
    awaitShorts(20);
    load.finish();
    assertThat(load.failures()).isEmpty();
    HostProcess third = ready(proxy("--take-over"));
    assertThat(first.awaitExit(ProgramInLab.PATIENCE)).isZero();
    assertThat(third.isAlive()).isTrue();
  }

  /** Before it has agreed, and when everything waits for its last word. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void shouldServeIfItsPredecessorDies(boolean agreed) throws Exception {
    HostProcess first = ready(proxy());
    if (!agreed) {
      first.signal("STOP");
    }
    HostProcess second = proxy("--take-over");
    if (agreed) {
      second.awaitLine("max-connections", ProgramInLab.PATIENCE);
      first.signal("STOP");
      await().atMost(ProgramInLab.PATIENCE).until(() -> rules().contains("S6P-1-CAPTURE"));
    }
    first.signal("KILL");

    ready(second);
    load.start(2);
    awaitShorts(20);
    load.finish();
    assertThat(load.failures()).isEmpty();
  }

  private String rules() {
    return middle.check("ip6tables-save", "-t", "raw").stdout();
  }

  @Test
  void shouldNotTakeOverFromOneThatCannot() throws Exception {
    HostProcess first = ready(proxy());
    HostProcess unasked = proxy();
    unasked.awaitLine("stop it, or choose another name", ProgramInLab.PATIENCE);
    assertThat(unasked.awaitExit(ProgramInLab.PATIENCE)).isNotZero();
    HostProcess other = middle.start("sh", "-c", "echo $$ && exec sleep 600");
    long pid = Long.parseLong(other.awaitLine(it -> !it.isEmpty(), ProgramInLab.PATIENCE));
    Operator.ask(middle, Map.of("ask", "hand-over", "step", "begin", "pid", pid));

    HostProcess second = proxy("--take-over");

    second.awaitLine("takes over already", ProgramInLab.PATIENCE);
    assertThat(second.awaitExit(ProgramInLab.PATIENCE)).isOne();
    other.close();
    first.awaitLine("this one goes on", ProgramInLab.PATIENCE);
  }
}
