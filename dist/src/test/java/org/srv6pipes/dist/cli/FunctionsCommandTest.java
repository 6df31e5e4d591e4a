package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FunctionsCommandTest {

  @TempDir private Path folder;

  @Test
  void shouldListNumbersNamesParametersInversesAndOrigins() {
    assertThat(Shell.run("functions").out().lines().map(line -> line.replaceAll(" {2,}", "  ")))
        .contains(
            "NUMBER  NAME  PARAMETERS  UNDONE BY  FROM",
            "0x0010  zstd-compress  level, window, checksum, flush  zstd-decompress  built-in",
            "0xAAAA  xor  key  xor  built-in",
            "0xAAAB  leet  -  built-in");
  }

  @Test
  void shouldExplainOneFunction() {
    assertThat(Shell.run("functions", "zstd-compress").out())
        .contains("number     0x0010", "undone by  zstd-decompress")
        .contains(
            "level = 3  (1 to 19)",
            "[functions.zstd-compress]",
            "max-level = 9  (number from 1 to 19)");
  }

  @Test
  void shouldExportNamesAndNumbersOfAConfiguredProxyAsJson() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("proxy.toml"),
            "sid-prefixes = [\"fc00:1::/80\"]\n[functions.xor]\nnumber = 0x1234\n");

    assertThat(Shell.run("functions", "xor", "--json", "-c", file.toString()).out())
        .startsWith("[{\"name\":\"xor\",\"number\":4660,\"summary\":\"")
        .contains(
            "\"parameters\":[{\"name\":\"key\",\"range\":\"0x0 to 0xFFFFFFFF\",\"default\":\"0x0\"")
        .contains("\"inverse\":\"xor\",\"failsClosed\":false,\"origin\":\"")
        .endsWith("/built-in\"}]\n");
  }

  @Test
  void shouldNameTheNearestFunction() {
    Shell.Result result = Shell.run("functions", "zstd-compres");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("did you mean \"zstd-compress\"?");
  }
}
