package org.srv6pipes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class MainTest {

  @TempDir private Path folder;

  @Test
  void shouldNameTheExperimentsThatThereAre() throws Exception {
    Path suite =
        Files.writeString(
            folder.resolve("mine.toml"),
            """
            engines.one = { kind = "router" }
            loads.few = { size = "1KiB" }
            times = [ { of = "sid" } ]
            [[experiments]]
            title = "One host"
            engines = ["one"]
            loads = ["few"]
            """);

    assertThat(complaint(suite.toString(), "--only", "Two h.st"))
        .contains("--only: 'Two h.st' is found in none of 'Times', 'One host'");
    assertThat(folder).isDirectoryNotContaining("glob:**.md");
  }

  @Test
  void shouldNameTheInnerLoopsThatThereAre() {
    assertThat(complaint("jmh", "--only", "Nothing", "--out", folder.toString()))
        .contains("'Nothing' is found in none of", "inner.SidsBenchmark.parse'");
  }

  @Test
  void shouldSayWhatIsWrongWithAPattern() {
    assertThat(complaint("jmh", "--only", "a(")).contains("--only", "Unclosed group");
  }

  private static String complaint(String... arguments) {
    StringWriter said = new StringWriter();
    CommandLine command = Main.commandLine().setErr(new PrintWriter(said));
    assertThat(command.execute(arguments)).isEqualTo(2);
    return said.toString();
  }
}
