package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.lab.fault.ProcessFaults;
import org.srv6pipes.lab.fault.Silence;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * What happens around a proxy while connections go through it, and does not end them.
 *
 * <pre>
 *   client ───── p1 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(240)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProxyUnderFaultsTest {

  private static final int PORT = 8000;
  private static final int FLOWS = 8;
  private static final int FURTHER = 10;
  private static final int SOME = 5;
  private static final Duration A_WHILE = Duration.ofSeconds(2);

  private final Lab lab = Lab.line("client", "p1", "server");
  private final Host client = lab.host("client");
  private final Host server = lab.host("server");
  private List<Conversation> flows = List.of();
  private TcpPeers.EchoNow echo;
  private HostProcess proxy;

  @BeforeAll
  void startHosts() {
    proxy = ProgramInLab.proxyFor(lab.host("p1"), "egress = \"plain\"");
    lab.steer("client", "server", "fc00:1::aaaa:0:55");
    echo = TcpPeers.EchoNow.on(server, PORT);
  }

  @AfterAll
  void stop() {
    echo.close();
    lab.close();
  }

  @BeforeEach
  void connect() {
    flows = Conversation.between(client, server, PORT, FLOWS);
    Conversation.awaitRounds(flows, SOME);
  }

  @AfterEach
  void shouldHaveGoneOn() {
    Conversation.awaitRounds(flows, SOME);
    flows.forEach(Conversation::finish);
    assertThat(flows).allMatch(it -> it.failure() == null);
    assertThat(proxy.isAlive()).isTrue();
  }

  @Test
  void shouldOutliveAStallOfItsLoops() throws Exception {
    ProcessFaults.stall(proxy, A_WHILE);
  }

  @Test
  void shouldOutliveALinkThatGoesDown() throws Exception {
    lab.link("p1", "server").down();
    Thread.sleep(A_WHILE);
    lab.link("p1", "server").up();
  }

  @Test
  void shouldOutliveAServerThatIsSilentForAWhile() throws Exception {
    try (Silence _ = Silence.of(server, PORT)) {
      Thread.sleep(A_WHILE);
    }
  }

  @Test
  void shouldServeOnWhenDescriptorsWereExhausted() throws Exception {
    long most = proxy.descriptors() + 6;
    ProcessFaults.limitDescriptors(proxy, most);
    List<Socket> further = new ArrayList<>();
    int failed = 0;
    for (int i = 0; i < FURTHER; i++) {
      try {
        further.add(TcpPeers.connect(client, server, PORT, 1000));
      } catch (LabException e) {
        failed++;
      }
    }
    assertThat(failed).as("connections for which there was no descriptor").isPositive();
    assertThat(proxy.descriptors()).isLessThanOrEqualTo(most);
    Conversation.awaitRounds(flows, SOME);
    ProcessFaults.limitDescriptors(proxy, 4096);

    Conversation next = Conversation.between(client, server, PORT);
    Conversation.awaitRounds(List.of(next), SOME);
    next.finish();
    for (Socket it : further) {
      it.close();
    }
  }
}
