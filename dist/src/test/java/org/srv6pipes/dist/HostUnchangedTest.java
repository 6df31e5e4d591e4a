package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * What a proxy leaves behind on its host: nothing.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Timeout(120)
class HostUnchangedTest {

  private static final String SECOND = "sid-prefixes = [\"fc00:77::/80\"]";

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host host = lab.host("p1");

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldLeaveTheHostAsItWasAfterAStop() {
    String before = state();
    HostProcess proxy = ProgramInLab.proxyFor(host);
    assertThat(state()).isNotEqualTo(before);
    stop(proxy);
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void shouldLeaveTheHostAsItWasWhenItWasKilledAndAnotherStartedAndStopped() {
    String before = state();
    HostProcess killed = ProgramInLab.proxyFor(host);
    killed.signal("KILL");
    killed.awaitExit(ProgramInLab.PATIENCE);
    stop(ProgramInLab.proxyFor(host));
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void shouldNotDisturbAnotherInstanceOnTheSameHost() {
    String before = state();
    HostProcess first = ProgramInLab.proxyFor(host);
    String withFirst = state();
    HostProcess second = ProgramInLab.proxy(host, SECOND);
    stop(second);
    assertThat(state()).as("the first one alone").isEqualTo(withFirst);
    stop(first);
    assertThat(state()).isEqualTo(before);
  }

  @Test
  void shouldKeepWhatTheOtherInstanceNeedsWhenTheFirstStops() {
    String before = state();
    HostProcess first = ProgramInLab.proxyFor(host);
    HostProcess second = ProgramInLab.proxy(host, SECOND);
    stop(first);
    assertThat(host.check("sysctl", "-n", "net.ipv6.conf.all.seg6_enabled").stdout().strip())
        .isEqualTo("1");
    stop(second);
    assertThat(state()).isEqualTo(before);
  }

  private static void stop(HostProcess proxy) {
    proxy.signal("TERM");
    assertThat(proxy.awaitExit(ProgramInLab.PATIENCE)).isZero();
  }

  private String state() {
    return HostState.of(host);
  }
}
