package org.srv6pipes.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.srv6pipes.lab.test.NamespaceTest;

@NamespaceTest
final class LabTest {
  private static final Duration SOON = Duration.ofSeconds(10);

  private Lab lab = Lab.line("client", "p1", "p2", "server");

  @AfterEach
  void end() {
    lab.close();
  }

  @Test
  void shouldGiveAHostAnInterfaceForEachNeighbourAndNoOther() {
    assertThat(lab.host("p1").check("ls", "/proc/sys/net/ipv6/conf").lines())
        .containsExactlyInAnyOrder("all", "default", "lo", "client", "p2");
  }

  @Test
  void shouldForwardInTheMiddleOnly() {
    assertThat(forwarding("client")).isEqualTo("0");
    assertThat(forwarding("p1")).isEqualTo("1");
  }

  private String forwarding(String host) {
    return lab.host(host).check("cat", "/proc/sys/net/ipv6/conf/all/forwarding").stdout().strip();
  }

  @Test
  void shouldGiveEachHostItsOwnRun() throws IOException {
    lab.host("p1").shell("echo here > /run/mine");
    assertThat(lab.host("p2").run("test", "-e", "/run/mine").succeeded()).isFalse();
    assertThat(Path.of("/run/mine")).doesNotExist();
  }

  @Test
  void shouldReplaceAFileForOneHostOnly() throws IOException {
    String before = Files.readString(Path.of("/etc/hosts"));
    lab.host("p1").replaceFile("/etc/hosts", "2001:db8:2::2 server\n");
    lab.host("p1").replaceFile("/run/systemd/resolve/stub-resolv.conf", "nameserver ::1\n");
    assertThat(lab.host("p1").check("cat", "/run/systemd/resolve/stub-resolv.conf").stdout())
        .isEqualTo("nameserver ::1\n");
    assertThat(lab.host("p1").check("getent", "ahostsv6", "server").stdout())
        .contains("2001:db8:2::2");
    assertThat(lab.host("p2").check("cat", "/etc/hosts").stdout()).isEqualTo(before);
    assertThat(Files.readString(Path.of("/etc/hosts"))).isEqualTo(before);
  }

  @Test
  void shouldTellExitCodeAndBothStreams() {
    CommandResult result = lab.host("p1").run("sh", "-c", "echo out; echo err >&2; exit 7");
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(result.stdout()).isEqualTo("out\n");
    assertThat(result.stderr()).isEqualTo("err\n");
    assertThatThrownBy(result::orThrow)
        .isInstanceOf(LabException.class)
        .hasMessageContaining("p1: sh -c")
        .hasMessageContaining("exit code 7")
        .hasMessageContaining("err");
  }

  @Test
  void shouldGiveUpOnACommandThatDoesNotEnd() {
    assertThatThrownBy(() -> lab.host("p1").run(Duration.ofMillis(50), List.of("sleep", "60")))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("sleep 60: has not ended within 50 ms");
    assertThat(lab.host("p1").run("pgrep", "-x", "-f", "sleep 60").stdout()).isEmpty();
  }

  @Test
  void shouldHandOverTheEnvironmentAndTheWorkingDirectory() {
    HostProcess process =
        lab.host("p1").start(List.of("sh", "-c", "echo $COLOUR; pwd"), Map.of("COLOUR", "green"));
    assertThat(process.awaitExit(SOON)).isZero();
    assertThat(process.lines()).containsExactly("green", Path.of("").toAbsolutePath().toString());
  }

  @Test
  void shouldWaitForALineThatAProgramPrints() {
    HostProcess cat = lab.host("p1").start("cat");
    assertThatThrownBy(() -> cat.awaitLine("hello", Duration.ofMillis(20)))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("p1: cat (running)");
    say(cat, "one\nhello world\n");
    assertThat(cat.awaitLine("hello", SOON)).isEqualTo("hello world");
    assertThat(cat.awaitLine(line -> line.equals("one"), SOON)).isEqualTo("one");
  }

  @Test
  void shouldNotWaitForALineOfAProgramThatHasEnded() {
    HostProcess process = lab.host("p1").start("sh", "-c", "echo last words; exit 3");
    assertThatThrownBy(() -> process.awaitLine("never", Duration.ofHours(1)))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("last words");
    assertThat(process.awaitExit(SOON)).isEqualTo(3);
  }

  @Test
  void shouldSignalTheProgramItself() {
    HostProcess sleep = lab.host("p1").start("sleep", "infinity");
    sleep.signal("STOP");
    await().until(() -> state(sleep).equals("T"));
    sleep.signal("CONT");
    await().until(() -> state(sleep).equals("S"));
    sleep.signal("STOP");
    sleep.signal("KILL");
    assertThat(sleep.awaitExit(SOON)).isEqualTo(128 + 9);
  }

  private static String state(HostProcess process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return stat.substring(stat.indexOf(')') + 2, stat.indexOf(')') + 3);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void say(HostProcess process, String text) {
    try {
      process.stdin().write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      process.stdin().flush();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void shouldLeaveNoZombieOfAProgramThatNobodyWaitsFor() {
    Host host = lab.host("p1");
    host.run("sh", "-c", "sleep 0.05 >/dev/null 2>&1 &");
    await().until(() -> host.run("pgrep", "sleep").stdout().lines().count() == lab.hosts().size());
  }

  @Test
  void shouldEndProgramsAndCapturesWithTheLab() {
    HostProcess stopped = lab.host("p1").start("sleep", "infinity");
    stopped.signal("STOP");
    Capture capture = lab.host("p1").capture("p2");
    lab.close();
    assertThat(stopped.isAlive()).isFalse();
    assertThat(capture.packets()).isNotNull();
    lab.close();
  }

  @Test
  void shouldKeepTwoLabsApart() {
    try (Lab other = Lab.line("client", "p1", "p2", "server")) {
      other.host("client").check("ip", "link", "set", "p1", "down");
      assertThat(lab.host("client").check("ip", "-br", "link", "show", "p1").stdout())
          .contains("UP");
    }
    assertThat(lab.host("client").run("true").succeeded()).isTrue();
  }

  @Test
  void shouldBringBackTheRoutesOfALinkThatWasDown() {
    lab.link("p1", "p2").down();
    assertThat(route("p1", "2001:db8:2::2")).doesNotContain("dev p2");
    lab.link("p1", "p2").up();
    assertThat(route("p1", "2001:db8:2::2")).contains("via 2001:db8:101::2 dev p2");
    assertThat(route("p2", "fc00:1::1")).contains("via 2001:db8:101::1 dev p1");
  }

  private String route(String host, String destination) {
    return lab.host(host).run("ip", "-6", "route", "get", destination).stdout();
  }

  @Test
  void shouldChangeTheShapeOfALink() {
    lab.link("p1", "p2").shape(LinkShape.PLAIN.withMtu(1400).withRate(8_000_000).withLoss(0.25));
    String settings =
        lab.host("p2").shell("ip link show p1; tc qdisc show dev p1; nft list ruleset").stdout();
    assertThat(settings).contains("mtu 1400", "rate 8Mbit", "mod 1000000 < 250000");
    lab.link("p1", "p2").shape(LinkShape.PLAIN);
    assertThat(lab.host("p2").shell("ip link show p1; nft list ruleset").stdout())
        .contains("mtu 1500")
        .doesNotContain("tbf", "numgen");
  }

  @Test
  void shouldSayWhyATopologyDoesNotComeUp() {
    Topology tooLarge =
        Topology.builder()
            .host("a")
            .host("b")
            .link("a", "b", LinkShape.PLAIN.withRate(Long.MAX_VALUE))
            .build();
    assertThatThrownBy(() -> Lab.start(tooLarge))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("tbf: illegal value");
  }

  @Test
  void shouldDescribeHostsAndTheirProcesses() {
    lab.host("p2").start("sh", "-c", "echo I am here; exec sleep infinity").awaitLine("here", SOON);
    assertThat(lab.describe())
        .contains("=== client", "default via 2001:db8:1::1", "--- p2: sh", "I am here");
  }

  @Test
  void shouldBringUpSeventeenHostsInLessThanTwoSeconds() {
    long start = System.nanoTime();
    try (Lab star = Lab.start(Layout.STAR.of(16))) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
      assertThat(star.hosts()).hasSize(17);
      assertThat(star.host("router").check("ip", "-6", "route", "get", "fc00:e::1").stdout())
          .contains("dev p14");
    }
  }
}
