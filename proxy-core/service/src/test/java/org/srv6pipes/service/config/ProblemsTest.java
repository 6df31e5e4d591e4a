package org.srv6pipes.service.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong files, each with exactly what a person is told about it. */
class ProblemsTest {

  /**
   * Cases are parted by a line of equals signs, a file from what is said about it by a line of
   * hyphens.
   */
  @TestFactory
  Stream<DynamicTest> shouldTellLineKeyAndWayOut() throws IOException {
    return Stream.of(wrongFiles().split("(?m)^====\n")).map(ProblemsTest::wrongFile);
  }

  private static DynamicTest wrongFile(String both) {
    String[] parts = both.split("(?m)^----\n");
    String said = parts[1].strip();
    return DynamicTest.dynamicTest(said, () -> assertThat(problemsOf(parts[0])).isEqualTo(said));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "token = hunter2",
        "token = 1hunter2",
        "token = [\"hunter2\"]",
        "token = \"hunter2",
        "token = \"\"hunter2",
        "token hunter2"
      })
  void shouldNeverQuoteASecret(String line) {
    assertThat(problemsOf(line)).doesNotContain("hunter");
  }

  private static String problemsOf(String text) {
    ConfigException refused =
        catchThrowableOfType(
            ConfigException.class, () -> Sample.SCHEMA.parse(Path.of("s.toml"), text));
    assertThat(refused).as("the file is refused").isNotNull();
    return refused.getMessage();
  }

  private static String wrongFiles() throws IOException {
    try (InputStream in = ProblemsTest.class.getResourceAsStream("wrong-files.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
