package org.srv6pipes.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.linux.ProcessIdentity;

@NamespaceTest
final class LabRegistryTest {
  private static final Topology LINE = Topology.line(List.of("client", "p1", "server"));

  @TempDir Path folder;
  private LabRegistry registry;

  @BeforeEach
  void open() {
    registry = new LabRegistry(folder.resolve("labs"));
  }

  @AfterEach
  void takeDown() {
    registry.downAll();
  }

  @Test
  void shouldFindALabByItsNameAndItsHostsByTheirs() {
    LabEntry lab = registry.up(Optional.of("mine"), LINE);
    assertThat(registry.labs()).containsExactly(lab);
    assertThat(registry.host(Optional.of("mine"), "client").address()).hasToString("2001:db8:1::2");
  }

  @Test
  void shouldRunCommandsInAHostAndReturnTheirExitCode() {
    registry.up(Optional.empty(), LINE);
    var p1 = registry.host(Optional.empty(), "p1");
    assertThat(registry.exec(p1, List.of("test", "-d", "/proc/sys/net/ipv6/conf/server"))).isZero();
    assertThat(registry.exec(p1, List.of("sh", "-c", "exit 42"))).isEqualTo(42);
  }

  @Test
  void shouldNameLabsByItselfAndKeepThemApart() {
    LabEntry first = registry.up(Optional.empty(), LINE);
    LabEntry second = registry.up(Optional.empty(), LINE);
    assertThat(registry.labs()).extracting(LabEntry::name).containsExactly("lab1", "lab2");
    registry.exec(client(first), List.of("ip", "link", "set", "p1", "down"));
    assertThat(
            registry.exec(
                client(second), List.of("grep", "-q", "^fe80.* p1$", "/proc/net/if_inet6")))
        .isZero();
    registry.down("lab1");
    assertThat(registry.labs()).containsExactly(second);
  }

  private static LabEntry.HostEntry client(LabEntry lab) {
    return lab.host("client").orElseThrow();
  }

  @Test
  void shouldRefuseANameThatIsTakenAndOneThatIsNoFileName() {
    registry.up(Optional.of("mine"), LINE);
    assertThatThrownBy(() -> registry.up(Optional.of("mine"), LINE))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("is up already");
    assertThatThrownBy(() -> registry.up(Optional.of("../mine"), LINE))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("a name is");
  }

  @Test
  void shouldAskWhichLabWhenThereIsMoreThanOne() {
    assertThatThrownBy(() -> registry.host(Optional.empty(), "client"))
        .hasMessage("which lab? no lab is up");
    registry.up(Optional.empty(), LINE);
    registry.up(Optional.empty(), LINE);
    assertThatThrownBy(() -> registry.host(Optional.empty(), "client"))
        .hasMessage("which lab? there are [lab1, lab2]");
    assertThatThrownBy(() -> registry.host(Optional.of("lab1"), "p2"))
        .hasMessage("lab 'lab1': no host 'p2'; there are [client, p1, server]");
    assertThatThrownBy(() -> registry.down("lab3"))
        .hasMessage("lab 'lab3': is not up; there are [lab1, lab2]");
  }

  @Test
  void shouldLeaveNoProcessBehindWhenALabIsTakenDown() {
    LabEntry lab = registry.up(Optional.of("mine"), LINE);
    registry.down("mine");
    assertThat(lab.hosts()).noneMatch(host -> host.process().isAlive());
    assertThat(lab.holder().isAlive()).isFalse();
  }

  @Test
  void shouldForgetALabThatWasKilled() throws IOException {
    LabEntry lab = registry.up(Optional.of("mine"), LINE);
    ProcessHandle.of(lab.holder().pid()).orElseThrow().destroyForcibly();
    await().until(() -> lab.hosts().stream().noneMatch(host -> host.process().isAlive()));
    assertThat(registry.labs()).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("labs"))) {
      assertThat(files).extracting(Path::getFileName).containsExactly(Path.of(".lock"));
    }
    assertThat(registry.up(Optional.of("mine"), LINE).name()).isEqualTo("mine");
  }

  @Test
  void shouldForgetAFileWhoseProcessNumberBelongsToAnother() throws IOException {
    LabEntry lab = registry.up(Optional.of("mine"), LINE);
    ProcessIdentity holder = lab.holder();
    ProcessIdentity other =
        new ProcessIdentity(ProcessHandle.current().pid(), holder.startTicks(), holder.boot());
    Files.writeString(
        folder.resolve("labs/other.lab"), new LabEntry("other", other, lab.hosts()).print());
    assertThat(registry.labs()).containsExactly(lab);
    assertThat(registry.downAll()).containsExactly(lab);
  }

  @Test
  void shouldRefuseWhatNeedsAJvmThatStays() {
    LinkShape slow = LinkShape.PLAIN.withImpairment(Impairment.NONE);
    Topology line = Topology.line(List.of("client", "server"), slow);
    assertThatThrownBy(() -> registry.up(Optional.of("mine"), line))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("needs this JVM");
    assertThat(registry.labs()).isEmpty();
  }

  @Test
  void shouldForgetAFileThatIsNoEntry() throws IOException {
    registry.labs();
    Files.writeString(folder.resolve("labs/odd.lab"), "half a li");
    assertThat(registry.labs()).isEmpty();
    assertThat(folder.resolve("labs/odd.lab")).doesNotExist();
  }
}
