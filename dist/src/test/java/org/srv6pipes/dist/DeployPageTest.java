package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.lab.CommandResult;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.test.NamespaceTest;

/** {@code docs/deploy.md}, word for word: each block on the host that its first line names. */
@NamespaceTest(tools = {"unbound", "nginx", "curl", "dig", "tcpdump"})
@Tag("becomes-another-user") // marks of sockets need root outside of a user namespace
@Timeout(300)
class DeployPageTest {
  private static final Path PAGE =
      Path.of(System.getProperty("srv6pipes.root"), "docs", "deploy.md");

  private static final Pattern BLOCK =
      Pattern.compile("^```sh\\n# on (\\S+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** Of two probes in a row, which a machine with other work may miss; the next are soon. */
  private static final String NO_ANSWER_IN_TIME = "no proxy is up that is needed";

  private static final Duration A_FEW_PROBES = Duration.ofSeconds(20);

  private record Block(String host, String commands) {}

  @TempDir private Path folder;
  private NamedLab net;

  @BeforeEach
  void startWhatIsThereAlready() throws IOException {
    net = new NamedLab(folder);
    net.startNames(Map.of(NamedLab.WEB, net.server.address()));
    net.startWeb();
    writeProgram();
  }

  @AfterEach
  void stop() {
    net.close();
  }

  /** The program under the name that the page has for it. */
  private void writeProgram() throws IOException {
    String command =
        ProgramInLab.command().stream().map(it -> "'" + it + "'").collect(Collectors.joining(" "));
    Path program = folder.resolve("srv6pipes");
    Files.writeString(program, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static List<Block> blocks() throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(PAGE));
    while (matcher.find()) {
      blocks.add(new Block(matcher.group(1), matcher.group(2)));
    }
    return blocks;
  }

  @Test
  void shouldWorkAsItStands() throws IOException {
    List<Block> blocks = blocks();
    assertThat(blocks).hasSize(Files.readString(PAGE).split("```sh\n").length - 1);
    for (Block block : blocks) {
      Host host = net.lab.host(block.host());
      CommandResult result =
          await()
              .atMost(PATIENCE.plus(A_FEW_PROBES))
              .until(
                  () -> run(host, block.commands()),
                  it -> !it.stderr().contains(NO_ANSWER_IN_TIME));
      assertThat(result.exitCode())
          .as("on %s:%n%s%n%s", block.host(), block.commands(), result)
          .isZero();
    }
  }

  private CommandResult run(Host host, String commands) throws IOException {
    Path own = Files.createDirectories(folder.resolve("on-" + host.name()));
    String script = "set -e\nPATH=%s:$PATH\ncd %s\n%s".formatted(folder, own, commands);
    return host.run(PATIENCE, List.of("sh", "-c", script));
  }
}
