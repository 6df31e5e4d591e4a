package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.test.NamespaceTest;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.admin.Answer;
import org.srv6pipes.service.peer.ShareFiles;

/**
 * The page of one proxy shows what the others do, if they let it.
 *
 * <pre>
 *   client ───── p1 ───── p2 ───── server
 * </pre>
 */
@NamespaceTest
@Tag("same-for-everyone")
@Timeout(120)
class PeersTest {

  private static final int PORT = 8000;
  private static final int HTTP = 9465;
  private static final String COMPRESS = "fc00:1::10:0:0";
  private static final String DECOMPRESS = "fc00:2::11:0:0";

  @TempDir private Path folder;
  private final Lab lab = Lab.line("client", "p1", "p2", "server");
  private final Host p1 = lab.host("p1");
  private final Host p2 = lab.host("p2");
  private ServerSocket server;
  private ServerSocket silent;
  private ShareFiles files;
  private HostProcess looking;
  private HostProcess shared;

  @BeforeEach
  void start() throws Exception {
    server = TcpPeers.listen(lab.host("server"), PORT);
    silent = TcpPeers.listen(p2, PORT);
    files = ShareFiles.make(folder, "p2");
    ShareFiles others = ShareFiles.make(folder, "other");
    shared =
        ProgramInLab.proxyFor(
            p2,
            "instance = \"p2\"",
            "[share]",
            "certificate = \"" + files.certificate() + "\"",
            "key = \"" + files.key() + "\"",
            "token-file = \"" + files.token() + "\"");
    looking =
        ProgramInLab.proxyFor(
            p1,
            "instance = \"p1\"",
            "[admin]",
            "http-port = " + HTTP,
            "[peers.second]",
            "address = \"" + p2.address() + "\"",
            "certificate = \"" + files.certificate() + "\"",
            "token-file = \"" + files.token() + "\"",
            "[peers.stranger]",
            "address = \"" + p2.address() + "\"",
            "fingerprint = \"" + files.fingerprint() + "\"",
            "token-file = \"" + others.token() + "\"",
            "[peers.impostor]",
            "address = \"" + p2.address() + "\"",
            "fingerprint = \"" + others.fingerprint() + "\"",
            "token-file = \"" + files.token() + "\"",
            "[peers.silent]",
            "address = \"" + p2.address() + "\"",
            "port = " + PORT,
            "fingerprint = \"" + files.fingerprint() + "\"",
            "token-file = \"" + files.token() + "\"");
  }

  @AfterEach
  void stop() throws IOException {
    silent.close();
    server.close();
    lab.close();
  }

  @Test
  void shouldShowTheWholeChainOfAFlowAndNothingToStrangers() throws Exception {
    byte[] request = "I love dogs!".repeat(10_000).getBytes(UTF_8);
    lab.steer("client", "server", COMPRESS, DECOMPRESS);
    Socket client = TcpPeers.connect(lab.host("client"), lab.host("server"), PORT, 30_000);
    Socket accepted = server.accept();
    client.getOutputStream().write(request);
    assertThat(accepted.getInputStream().readNBytes(request.length)).isEqualTo(request);

    await().atMost(ProgramInLab.PATIENCE).untilAsserted(() -> assertThat(hops(scene())).hasSize(2));
    Answer scene = scene();
    List<Answer> hops = hops(scene);
    assertThat(hops).extracting(it -> it.text("node")).containsExactly("p1", "second");
    Answer compress = functions(hops.getFirst()).getFirst();
    Answer decompress = functions(hops.getLast()).getFirst();
    assertThat(compress.text("name")).startsWith("zstd-compress");
    assertThat(decompress.text("name")).startsWith("zstd-decompress");
    assertThat(compress.number("bytes-in")).isEqualTo(request.length);
    assertThat(compress.number("bytes-out")).isLessThan(request.length / 10);
    assertThat(decompress.number("bytes-in")).isEqualTo(compress.number("bytes-out"));
    assertThat(decompress.number("bytes-out")).isEqualTo(request.length);
    assertThat(scene.objects("flows").getFirst().texts("path"))
        .as("the link between the proxies is known by the addresses on it")
        .containsExactly("p1 client", "p1", "second", "second server");
    assertThat(node(scene, "second").object("proxy").text("instance")).isEqualTo("p2");
    assertThat(node(scene, "stranger").text("why")).isEqualTo("refuses our token");
    assertThat(node(scene, "impostor").text("why")).isEqualTo("is not who it should be");
    assertThat(node(scene, "silent").text("why")).isEqualTo("does not answer");
    client.close();
    accepted.close();
    assertThat(said()).doesNotContain(Files.readString(files.token()).strip());

    shared.signal("KILL");
    await()
        .atMost(ProgramInLab.PATIENCE)
        .untilAsserted(
            () -> assertThat(node(scene(), "second").text("why")).isEqualTo("is not reachable"));
    assertThat(node(scene(), "p1").members().get("up")).isEqualTo(true);
  }

  private String said() {
    return String.join("\n", looking.lines()) + String.join("\n", shared.lines());
  }

  /** The last one of some, because peers are asked beside the page. */
  private Answer scene() {
    String event =
        Http.firstLines(p1, HTTP, "/events", 5).stream()
            .filter(it -> it.startsWith("data: "))
            .reduce((_, last) -> last)
            .orElseThrow();
    return Answer.of(Json.parse(event.substring("data: ".length())));
  }

  private static List<Answer> hops(Answer scene) {
    return scene.objects("flows").stream()
        .findFirst()
        .map(flow -> flow.objects("hops"))
        .orElse(List.of());
  }

  private static List<Answer> functions(Answer hop) {
    return hop.object("forward").objects("functions");
  }

  private static Answer node(Answer scene, String id) {
    return scene.objects("nodes").stream()
        .filter(it -> it.text("id").equals(id))
        .findFirst()
        .orElse(new Answer(Map.of()));
  }
}
