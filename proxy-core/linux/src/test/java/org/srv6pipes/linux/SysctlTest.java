package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

@NeedsNamespace(tools = {"ip", "sysctl"})
class SysctlTest {
  @Test
  void shouldWriteWhatSysctlReads() {
    Sysctl.write("net.ipv6.conf.all.forwarding", 1);
    assertThat(Tool.run("sysctl -n net.ipv6.conf.all.forwarding")).isEqualTo("1\n");
    Tool.run("sysctl -w net.ipv6.conf.all.forwarding=0");
    assertThat(Sysctl.readNumber("net.ipv6.conf.all.forwarding")).isZero();
  }

  @Test
  void shouldReadAValueOfSeveralWords() {
    Sysctl.write("net.ipv4.tcp_rmem", "4096 131072 6291456");
    assertThat(Sysctl.read("net.ipv4.tcp_rmem").split("\\s+"))
        .containsExactly("4096", "131072", "6291456");
  }

  @Test
  void shouldReachAnInterfaceWithADotInItsName() {
    Tool.run("ip link add veth0.7 type veth peer name veth1.7");
    Sysctl.write("net/ipv6/conf/veth0.7/seg6_enabled", 1);
    assertThat(Sysctl.read("net/ipv6/conf/veth0.7/seg6_enabled")).isEqualTo("1");
    Tool.run("ip link del veth0.7");
  }

  @Test
  void shouldSayThatAFeatureIsMissing() {
    assertThat(Sysctl.exists("net.ipv6.conf.all.seg6_enabled")).isTrue();
    assertThat(Sysctl.exists("net.ipv6.no_such_thing")).isFalse();
    assertThatThrownBy(() -> Sysctl.read("net.ipv6.no_such_thing"))
        .isInstanceOf(LinuxException.class)
        .hasMessageStartingWith(
            "sysctl net.ipv6.no_such_thing: open: ENOENT. This kernel lacks the feature");
  }

  @Test
  void shouldSayThatTheKernelDoesNotTakeAValue() {
    assertThatThrownBy(() -> Sysctl.write("net.ipv6.conf.all.forwarding", "yes"))
        .isInstanceOf(LinuxException.class)
        .hasMessage(
            "sysctl net.ipv6.conf.all.forwarding: write 'yes': EINVAL. The kernel does not take"
                + " this value.");
  }
}
