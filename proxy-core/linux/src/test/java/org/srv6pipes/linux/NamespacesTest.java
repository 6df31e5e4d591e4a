package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@NeedsNamespace(tools = "ip")
class NamespacesTest {
  @Test
  void shouldRunSomethingInANewNetworkAndLeaveTheCallerWhereItIs() throws Exception {
    long before = Namespaces.ownNetwork();
    long inside = Namespaces.inNewNetwork(Namespaces::ownNetwork);
    assertThat(inside).isNotEqualTo(before);
    assertThat(Namespaces.ownNetwork()).isEqualTo(before);
    assertThat(Namespaces.number(Namespaces.networkOf(ProcessHandle.current().pid())))
        .isEqualTo(before);
  }

  @Test
  void shouldEnterANetworkByItsFileSoThatSocketsSettingsAndProgramsBelongToIt() throws Exception {
    Tool.run("ip netns add other");
    Path other = Path.of("/run/netns/other");
    Sysctl.write("net.ipv6.conf.default.hop_limit", 61);
    String inside =
        Namespaces.inNetwork(
            other,
            () -> {
              assertThat(Namespaces.ownNetwork()).isEqualTo(Namespaces.number(other));
              Tool.run("ip link add only-here type veth peer name too");
              Sysctl.write("net.ipv6.conf.default.hop_limit", 62);
              try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                assertThat(rtnetlink.links()).extracting(Link::name).contains("only-here");
              }
              return Tool.run("ip link");
            });
    assertThat(inside).contains("only-here");
    assertThat(Tool.run("ip link")).doesNotContain("only-here");
    assertThat(Sysctl.readNumber("net.ipv6.conf.default.hop_limit")).isEqualTo(61);
    Tool.run("ip netns del other");
  }

  @Test
  void shouldTellANetworkFromALaterOneOfTheSameNumber() throws Exception {
    long first = Namespaces.inNewNetwork(Namespaces::ownNetworkCookie);
    long second = Namespaces.inNewNetwork(Namespaces::ownNetworkCookie);
    assertThat(second).isNotEqualTo(first).isNotEqualTo(Namespaces.ownNetworkCookie());
    assertThat(Namespaces.ownNetworkCookie()).isEqualTo(Namespaces.ownNetworkCookie());
  }

  @Test
  void shouldHandOnWhatTheWorkThrew() {
    IOException thrown = new IOException("from inside");
    assertThatThrownBy(
            () ->
                Namespaces.inNewNetwork(
                    () -> {
                      throw thrown;
                    }))
        .isSameAs(thrown);
  }

  @Test
  void shouldSayThatAFileIsNoNetworkNamespace() throws IOException {
    Path file = Files.createTempFile("not-a-namespace", "");
    assertThatThrownBy(() -> Namespaces.inNetwork(file, () -> 0))
        .isInstanceOf(LinuxException.class)
        .hasMessage(
            file
                + ": setns(CLONE_NEWNET): EINVAL. That file does not stand for a network"
                + " namespace.");
    Files.delete(file);
    assertThatThrownBy(() -> Namespaces.inNetwork(file, () -> 0))
        .isInstanceOf(LinuxException.class)
        .hasMessageContaining("open: ENOENT");
  }
}
