package org.srv6pipes.dist.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code check} says about files that are wrong, word for word: the cases and the answers are
 * in {@code wrong-configurations.txt}.
 */
class WrongConfigurationsTest {

  private static final String CASES = "wrong-configurations.txt";

  record Wrong(String role, String title, String file, String answer) {

    static Wrong parse(String text) {
      String[] parts = text.split("(?m)^---\n", 2);
      String[] head = parts[0].split("\n", 2);
      String[] words = head[0].split(": ", 2);
      return new Wrong(words[0], words[1], head[1], parts[1]);
    }

    @Override
    public String toString() {
      return role + ": " + title;
    }
  }

  @TempDir private Path folder;

  static List<Wrong> cases() throws IOException {
    try (InputStream in =
        requireNonNull(WrongConfigurationsTest.class.getResourceAsStream(CASES))) {
      String text = new String(in.readAllBytes(), UTF_8);
      return Arrays.stream(text.split("(?m)^=== ")).skip(1).map(Wrong::parse).toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void shouldNameLineAndKeyAndAWayOut(Wrong wrong) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.toml"), wrong.file);

    Shell.Result result = Shell.run("check", "--role", wrong.role, "-c", file.toString());

    assertThat(result.err().replace(folder + "/", "")).isEqualTo(wrong.answer);
    assertThat(result.err().lines())
        .isNotEmpty()
        .allMatch(line -> line.matches(".*/wrong\\.toml:\\d+: [^ ]+: .+"), "file:line: key: words");
    assertThat(result.out()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void shouldKnowManyWaysOfBeingWrongInEveryRole() throws IOException {
    assertThat(cases()).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates();
    assertThat(cases()).extracting(Wrong::role).contains("proxy", "server", "client", "resolver");
  }
}
