package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.CommandResult;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;

/**
 * A client in another language that sets the header and the prototype's TLV itself.
 *
 * <pre>
 *   client ───── p1 ───── p2 ───── server
 * </pre>
 */
@NamespaceTest(tools = "python3")
@Timeout(120)
class ForeignClientTest {

  private static final int PORT = 8000;

  private final Lab lab = Lab.line("client", "p1", "p2", "server");

  @AfterEach
  void stop() {
    lab.close();
  }

  @Test
  void shouldTalkThroughTwoProxiesByAHeaderOfItsOwn() throws Exception {
    ProgramInLab.proxyFor(lab.host("p1"));
    ProgramInLab.proxyFor(lab.host("p2"));
    try (TcpPeers.Echo server = TcpPeers.Echo.on(lab.host("server"), PORT)) {
      CommandResult result =
          lab.host("client")
              .check(
                  "python3",
                  script(),
                  lab.host("server").address().toString(),
                  String.valueOf(PORT),
                  lab.host("client").address().toString(),
                  "fc00:1::aaaa:0:55,fc00:2::aaaa:0:55",
                  "I love dogs!");

      String port = String.valueOf(server.next().client().getPort());
      assertThat(result.stdout().strip()).isEqualTo(port + " I love dogs!");
    }
  }

  private static String script() throws Exception {
    return Path.of(ForeignClientTest.class.getResource("client.py").toURI()).toString();
  }
}
