package org.srv6pipes.service.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.service.http.HttpListener;
import org.srv6pipes.service.http.Page;

@Timeout(60)
class PeerTest {

  private static final String HERE = "127.0.0.1";
  private static final int LARGER_THAN_ANY = 5 << 20;

  @TempDir private static Path folder;
  private static ShareFiles files;
  private static ShareFiles others;
  private static HttpListener listener;

  @BeforeAll
  static void share() throws Exception {
    files = ShareFiles.make(folder, "p2");
    others = ShareFiles.make(folder, "p3");
    ShareConfig share = new ShareConfig(HERE, 0, files.certificate(), files.key(), files.token());
    listener =
        HttpListener.listen(
            HERE,
            0,
            Map.of(
                "/look", Page.of("application/json", () -> "{}"),
                "/large", Page.of("text/plain", () -> "x".repeat(LARGER_THAN_ANY))),
            Guard.of(share));
  }

  @AfterAll
  static void close() {
    listener.close();
  }

  @Test
  void shouldLookIntoAPeerThatIsKnownByItsFingerprintOrItsCertificate() throws Exception {
    assertThat(Peer.of(known(listener.address().getPort(), files.token())).read("/look"))
        .isEqualTo("{}");
    assertThat(Peer.of(withCertificate(files.certificate())).read("/look")).isEqualTo("{}");
  }

  @Test
  void shouldNotTellATokenToWhoeverElseListensThere() throws Exception {
    PeerConfig wrong =
        new PeerConfig(
            HERE,
            listener.address().getPort(),
            files.token(),
            Optional.empty(),
            Optional.of(others.fingerprint()));

    assertThatThrownBy(() -> Peer.of(wrong).read("/look"))
        .isInstanceOf(PeerException.class)
        .hasMessage("is not who it should be");
    assertThatThrownBy(() -> Peer.of(withCertificate(others.certificate())).read("/look"))
        .isInstanceOf(PeerException.class)
        .hasMessage("is not who it should be");
  }

  @Test
  void shouldRefuseWhoeverShowsAnotherToken() throws Exception {
    Peer stranger = Peer.of(known(listener.address().getPort(), others.token()));

    assertThatThrownBy(() -> stranger.read("/look"))
        .isInstanceOf(PeerException.class)
        .hasMessage("refuses our token");
  }

  @Test
  void shouldGiveUpOnAnAnswerWithoutEnd() throws Exception {
    Peer peer = Peer.of(known(listener.address().getPort(), files.token()));

    assertThatThrownBy(() -> peer.read("/large")).isInstanceOf(PeerException.class);
    assertThat(peer.read("/look")).isEqualTo("{}");
  }

  @Test
  void shouldGiveUpOnAPeerThatSaysNothingOrNonsense() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getByName(HERE))) {
      long began = System.nanoTime();
      Peer peer = Peer.of(known(silent.getLocalPort(), files.token()));
      assertThatThrownBy(() -> peer.read("/look"))
          .isInstanceOf(PeerException.class)
          .hasMessage("does not answer");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
    }
    try (ServerSocket odd = new ServerSocket(0, 50, InetAddress.getByName(HERE))) {
      Thread.ofVirtual().start(() -> talkNonsense(odd));
      Peer peer = Peer.of(known(odd.getLocalPort(), files.token()));
      assertThatThrownBy(() -> peer.read("/look")).isInstanceOf(PeerException.class);
    }
  }

  private static void talkNonsense(ServerSocket listener) {
    try (var connection = listener.accept()) {
      connection.getOutputStream().write("I love dogs!\n".repeat(100).getBytes(US_ASCII));
    } catch (IOException closed) {
      assertThat(listener.isClosed()).isTrue();
    }
  }

  @Test
  void shouldSayWhatIsWrongWithAFileAndNothingThatIsInIt() throws Exception {
    Path open = Files.writeString(folder.resolve("open"), "a-token-that-everybody-may-read\n");
    assertThatThrownBy(() -> Token.read(open)).hasMessageContaining("chmod 600");

    Path empty = secret("short", "short\n");
    assertThatThrownBy(() -> Token.read(empty))
        .hasMessageContaining("openssl rand -hex 32")
        .hasMessageNotContaining("short\n");

    ShareConfig mixed = new ShareConfig(HERE, 0, files.certificate(), files.token(), files.token());
    assertThatThrownBy(() -> Guard.of(mixed)).hasMessageContaining("BEGIN PRIVATE KEY");
    assertThatThrownBy(() -> ShareFiles.make(folder, "p2"))
        .hasMessageContaining("is there already");
    assertThat(Files.getPosixFilePermissions(files.key()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  private static Path secret(String name, String text) throws IOException {
    Path file = Files.writeString(folder.resolve(name), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static PeerConfig known(int port, Path token) {
    return new PeerConfig(HERE, port, token, Optional.empty(), Optional.of(files.fingerprint()));
  }

  private static PeerConfig withCertificate(Path certificate) {
    return new PeerConfig(
        HERE,
        listener.address().getPort(),
        files.token(),
        Optional.of(certificate),
        Optional.empty());
  }
}
