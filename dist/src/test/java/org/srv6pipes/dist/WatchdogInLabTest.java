package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * A proxy that hangs ends itself; one that was only stopped goes on.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class WatchdogInLabTest {
  private static final int PORT = 8000;
  private static final String HANGS = "fc00:1::8100:0:0";
  private static final String XOR = "fc00:1::aaaa:0:55";
  private static final byte HANG = 13;
  private static final Duration STANDSTILL = Duration.ofSeconds(5);

  private final Lab lab = Lab.line("client", "p1", "server");
  private TcpPeers.Echo server;

  @TempDir private Path plugins;

  @BeforeEach
  void start() {
    server = TcpPeers.Echo.on(lab.host("server"), PORT);
  }

  @AfterEach
  void stop() {
    server.close();
    lab.close();
  }

  @Test
  void shouldEndItselfWhenALoopHangs() throws Exception {
    PluginJar.provider("author.Provider", hanging()).write(plugins.resolve("hangs.jar"));
    HostProcess proxy =
        ProgramInLab.proxyFor(
            lab.host("p1"),
            "watchdog = \"2s\"",
            "announce = \"1s\"",
            "plugin-dirs = [\"" + plugins + "\"]");
    assertThat(announced()).singleElement().asString().startsWith("fc00:1::/80");
    Socket other = connect(XOR);
    other.getOutputStream().write(1);
    Socket hanging = connect(HANGS);
    hanging.getOutputStream().write(1);

    hanging.getOutputStream().write(HANG);
    proxy.awaitLine("hanging for 2000 ms: [relay-", ProgramInLab.PATIENCE);
    proxy.awaitLine("author.Provider$Mapping.process", ProgramInLab.PATIENCE);
    proxy.awaitExit(ProgramInLab.PATIENCE);
    for (Socket connection : List.of(other, hanging)) {
      assertThatThrownBy(() -> connection.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
      connection.close();
    }
    assertThat(announced()).isEmpty();
  }

  private static String hanging() {
    return PluginJar.MAPPING
        .formatted("hangs", 0x8100, "b")
        .replace(
            "byte b = in.get();",
            "byte b = in.get(); while (b == %d) { java.util.concurrent.locks.LockSupport.park(); }"
                .formatted(HANG));
  }

  private List<String> announced() {
    return lab.host("p1").check("ip", "-6", "route", "show", "proto", "84").lines();
  }

  @Test
  void shouldLiveOnWithItsFlowsAfterAStandstill() throws Exception {
    HostProcess proxy =
        ProgramInLab.proxyFor(lab.host("p1"), "watchdog = \"1s\"", "[timeouts]", "idle = \"3s\"");
    Socket connection = connect(XOR);
    Socket idle = connect(XOR);
    proxy.signal("STOP");
    Thread.sleep(STANDSTILL);
    proxy.signal("CONT");
    byte[] request = new byte[100_000];
    assertThat(TcpPeers.exchange(connection, request)).isEqualTo(request);
    proxy.awaitLine("end=idle-timed-out", ProgramInLab.PATIENCE);
    idle.close();
  }

  private Socket connect(String sid) {
    lab.steer("client", "server", sid);
    return TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 15_000);
  }
}
