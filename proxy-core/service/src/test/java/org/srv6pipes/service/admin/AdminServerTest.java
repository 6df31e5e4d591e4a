package org.srv6pipes.service.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AdminServerTest {

  private static final Map<String, AdminCommand> COMMANDS =
      Map.of(
          "echo",
          request -> request.getOrDefault("text", "nothing"),
          "refuse",
          _ -> {
            throw new AdminException("not today");
          },
          "break",
          _ -> {
            throw new IllegalStateException("broken");
          });

  @TempDir private Path folder;

  @Test
  void shouldAnswerEachLineOfAConnection() throws Exception {
    try (AdminServer _ = AdminServer.listen(socket(), COMMANDS);
        AdminClient client = AdminClient.connect(socket())) {
      assertThat(client.ask(Map.of("ask", "echo", "text", List.of(1L, "é\n"))))
          .isEqualTo(List.of(1L, "é\n"));
      assertThat(client.ask(Map.of("ask", "echo"))).isEqualTo("nothing");
    }
  }

  @Test
  void shouldNotBeWaitedForWhenItHangs() throws Exception {
    try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      silent.bind(UnixDomainSocketAddress.of(socket()));
      try (AdminClient client = AdminClient.connect(socket())) {
        assertThatThrownBy(() -> client.ask(Map.of("ask", "echo"), Duration.ofMillis(100)))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("no answer for 0 s: the process is stopped, or hangs");
      }
    }
  }

  @Test
  void shouldBeOpenToTheUserOfTheProcessAlone() throws Exception {
    try (AdminServer _ = AdminServer.listen(socket(), COMMANDS)) {
      assertThat(Files.getPosixFilePermissions(socket()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(folder).isDirectoryContaining(socket()::equals);
      assertThat(folder.toFile().list()).hasSize(1);
    }
    assertThat(socket()).doesNotExist();
  }

  @Test
  void shouldSayWhyItRefuses() throws Exception {
    try (AdminServer _ = AdminServer.listen(socket(), COMMANDS);
        AdminClient client = AdminClient.connect(socket())) {
      assertThatThrownBy(() -> client.ask(Map.of("ask", "refuse"))).hasMessage("not today");
      assertThatThrownBy(() -> client.ask(Map.of("ask", "sing")))
          .hasMessageContaining("there are break, echo, refuse");
      assertThatThrownBy(() -> client.ask(Map.of("tell", "echo"))).hasMessageContaining("\"ask\"");
      assertThatThrownBy(() -> client.ask(Map.of("ask", "break"))).hasMessageContaining("broken");
      assertThat(client.ask(Map.of("ask", "echo"))).as("and goes on").isEqualTo("nothing");
    }
  }

  @Test
  void shouldHangUpOnALineThatDoesNotEnd() throws Exception {
    try (AdminServer _ = AdminServer.listen(socket(), COMMANDS);
        SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      Channels.newOutputStream(client).write("x".repeat(4097).getBytes(UTF_8));
      assertThat(Channels.newInputStream(client).read()).isEqualTo(-1);
    }
  }

  @Test
  void shouldTakeThePlaceOfAProcessThatWasKilled() throws Exception {
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket()));
    }
    assertThat(socket()).exists();
    try (AdminServer _ = AdminServer.listen(socket(), COMMANDS);
        AdminClient client = AdminClient.connect(socket())) {
      assertThat(client.ask(Map.of("ask", "echo"))).isEqualTo("nothing");
    }
  }

  @Test
  void shouldLetBeAFileThatIsNoSocket() throws Exception {
    Files.writeString(socket(), "somebody's words");

    assertThatThrownBy(() -> AdminServer.listen(socket(), COMMANDS))
        .isInstanceOf(IOException.class)
        .hasMessage(socket() + " is there and is no socket; it stays as it is");
    AdminServer.removeStale(socket());

    assertThat(socket()).hasContent("somebody's words");
  }

  @Test
  void shouldRefuseAPathThatNobodyCouldConnectTo() {
    Path longest = folder.resolve("s".repeat(107 - folder.toString().length() - 1));
    Path tooLong = folder.resolve(longest.getFileName() + "s");

    assertThatThrownBy(() -> AdminServer.listen(tooLong, COMMANDS))
        .isInstanceOf(IOException.class)
        .hasMessage(tooLong + " is longer than the 107 bytes that reach a socket");
    assertThatCode(() -> AdminServer.listen(longest, COMMANDS).close()).doesNotThrowAnyException();
  }

  @Test
  void shouldRemoveOnlyWhatAProcessThatWasKilledHasLeft() throws Exception {
    AdminServer.removeStale(socket());
    try (AdminServer _ = AdminServer.listen(socket(), COMMANDS)) {
      AdminServer.removeStale(socket());
      assertThat(socket()).exists();
    }
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket()));
    }

    AdminServer.removeStale(socket());

    assertThat(socket()).doesNotExist();
  }

  @Test
  void shouldNotTakeThePlaceOfAProcessThatLives() throws Exception {
    try (AdminServer _ = AdminServer.listen(socket(), COMMANDS)) {
      assertThatThrownBy(() -> AdminServer.listen(socket(), COMMANDS))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("another process listens there");
      assertThat(AdminClient.isAlive(socket())).isTrue();
    }
  }

  private Path socket() {
    return folder.resolve("proxy.sock");
  }
}
