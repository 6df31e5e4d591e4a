package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.srv6pipes.dist.web.Scene;

class LocalPageTest {

  private static final Scene SCENE = new Scene("lab1", List.of());

  @Test
  void shouldSayHowToChooseAPortWhereThisOneIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> LocalPage.show(SCENE, port, "--web"))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining(":" + port + ": Address already in use")
          .hasMessageEndingWith("; --web=PORT chooses another port");
    }
  }

  @Test
  void shouldRefuseWhatIsNoPort() {
    assertThatThrownBy(() -> LocalPage.show(SCENE, 99_999, "--port"))
        .isInstanceOf(CommandException.class)
        .hasMessage("--port: a port is 0 to 65535");
  }
}
