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
            "\"parameters\":[{\"name\":\"key\",\"lowBit\":0,\"width\":32,\"kind\":\"hex\",\"min\":0,\"max\":4294967295,")
        .contains("\"range\":\"0x0 to 0xFFFFFFFF\",\"default\":\"0x0\"")
        .contains(
            "\"inverse\":\"xor\",\"inverseParameters\":\"same\",\"failsClosed\":false,\"origin\":\"")
        .endsWith("/built-in\"}]\n");
  }

  @Test
  void shouldShowTheChainsOfAConfiguredProxyAmongItsFunctions() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("proxy.toml"),
            """
            sid-prefixes = ["fc00:1::/80"]
            [chains.pack]
            number = 0x11ff
            functions = "zstd-compress(level=9) | xor(0x55)"
            inverse = "unpack"
            [chains.unpack]
            number = 0x1200
            functions = "xor(0x55) | zstd-decompress"
            inverse = "pack"
            """);
    String config = file.toString();

    assertThat(
            Shell.run("functions", "-c", config)
                .out()
                .lines()
                .map(line -> line.replaceAll(" {2,}", "  ")))
        .contains("0x11FF  pack  unpack  chain");
    assertThat(Shell.run("functions", "-c", config, "pack").out())
        .contains("pack: zstd-compress(level=9) | xor(0x55)\n", "undone by  unpack");
    assertThat(Shell.run("sid", "encode", "-c", config, "fc00:1::/80", "pack").out())
        .isEqualTo("fc00:1::11ff:0:0\n");
    assertThat(
            Shell.run(
                    "explain",
                    "-c",
                    config,
                    "--client=2001:db8:1::2",
                    "--server=2001:db8:2::2",
                    "--segments=fc00:1::11ff:0:0")
                .out())
        .contains(
            "forward  zstd-compress(level=9) | xor(key=0x55)\n",
            "return   xor(key=0x55) | zstd-decompress\n");
  }

  @Test
  void shouldNameTheNearestFunction() {
    Shell.Result result = Shell.run("functions", "zstd-compres");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("did you mean \"zstd-compress\"?");
  }
}
