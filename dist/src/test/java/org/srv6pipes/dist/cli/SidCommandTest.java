package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidCommandTest {

  @TempDir private Path folder;

  @Test
  void shouldPrintOneSidForEachStep() {
    Shell.Result result =
        Shell.run("sid", "encode", "2001:123:4567:8901:2345::/80", "identity | xor(0xBCDEFFFF)");

    assertThat(result.err()).isEmpty();
    assertThat(result.out().lines())
        .containsExactly("2001:123:4567:8901:2345:1::", "2001:123:4567:8901:2345:aaaa:bcde:ffff");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity",
        "leet",
        "xor(key=0x55)",
        "zstd-compress(level=19, window=23, checksum=true, flush=end)",
        "zstd-decompress(window=20)",
        "lz4-compress(level=12, block=1m)"
      })
  void shouldDecodeWhatItEncoded(String step) {
    String sid = Shell.run("sid", "encode", "fc00:1::/80", step).out().strip();

    Shell.Result decoded = Shell.run("sid", "decode", sid);

    assertThat(decoded.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(decoded.out().lines()).contains("prefix      fc00:1::/80", "chain       " + step);
  }

  @Test
  void shouldSayInWordsWhatASidAsksFor() {
    assertThat(Shell.run("sid", "decode", "fc00:1::10:0:5").out())
        .contains("function    0x0010 zstd-compress: Compresses")
        .contains("parameters  0x00000005  level=5  window=17  checksum=false  flush=pause");
  }

  @Test
  void shouldSayTheSameToScripts() {
    Shell.Result known = Shell.run("sid", "decode", "--json", "fc00:1::10:0:5");
    assertThat(known.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(known.out())
        .isEqualTo(
            "{\"prefix\":\"fc00:1::/80\",\"number\":16,\"bits\":5,\"function\":\"zstd-compress\","
                + "\"parameters\":{\"level\":\"5\",\"window\":\"17\",\"checksum\":\"false\","
                + "\"flush\":\"pause\"},\"chain\":\"zstd-compress(level=5)\"}\n");

    Shell.Result unknown = Shell.run("sid", "decode", "--json", "fc00:1::fff0:0:0");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(unknown.out())
        .isEqualTo("{\"prefix\":\"fc00:1::/80\",\"number\":65520,\"bits\":0}\n");
    assertThat(Shell.run("sid", "decode", "--json", "fc00:1::10:0:1f").out())
        .contains("\"problems\":[\"level: 31 is not 1 to 19\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"decode fc00:1::1", "encode fc00:1::/80 xor"})
  void shouldNotDoWithoutAFolderThatWasNamed(String command) throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    String absent = "sid " + command + " --plugins " + folder.resolve("absent");

    Shell.Result result = Shell.run(absent.split(" ", -1));

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).endsWith("absent is not there; name the folder that holds the jars\n");
    assertThat(Shell.run("functions", "--plugins", file.toString()).err())
        .isEqualTo(
            "srv6pipes functions: --plugins: "
                + file
                + " is no folder; name the folder that holds the jars\n");
  }

  @Test
  void shouldExitWithOneForASidThatMeansNothing() {
    Shell.Result unknown = Shell.run("sid", "decode", "fc00:1::fff0:0:0");
    assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(unknown.out()).contains("function    0xFFF0 is not known here");

    Shell.Result outOfRange = Shell.run("sid", "decode", "fc00:1::10:0:1f");
    assertThat(outOfRange.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(outOfRange.out()).contains("0x0000001F are wrong: level: 31 is not 1 to 19");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "fc00:1::/80 @ xr @ there is no function \"xr\"; did you mean \"xor\"?",
        "fc00:1::/80 @ frobnicate @ there is no function \"frobnicate\"; there are identity, ",
        "fc00:1::/80 @ xor(kee=1) @ kee: there is no such parameter; did you mean \"key\"?",
        "fc00:1::/80 @ zstd-compress(99) @ level: \"99\" is not 1 to 19",
        "fc00:1::/64 @ xor @ prefix fc00:1::/64 is not of the 80 bits",
        "fc00:1:: @ xor @ (PREFIX): \"fc00:1::\" is not a prefix",
        "fc00:1::/80 @ xor( @ (CHAIN): column 5"
      })
  void shouldSayWhatIsWrongWithAStep(String prefix, String chain, String said) {
    Shell.Result result = Shell.run("sid", "encode", prefix, chain);

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains(said);
  }

  @Test
  void shouldUseNumbersAndLayoutOfAProxysConfiguration() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("proxy.toml"),
            """
            sid-prefixes = ["fc00:1::/64"]
            sid-layout = "64/16/32"
            [functions.xor]
            number = 0x1234
            """);

    String sid =
        Shell.run("sid", "encode", "-c", file.toString(), "fc00:1::/64", "xor(key=0x55)")
            .out()
            .strip();
    assertThat(sid).isEqualTo("fc00:1::1234:0:55:0");
    assertThat(Shell.run("sid", "decode", "-c", file.toString(), sid).out())
        .contains("function    0x1234 xor: ", "chain       xor(key=0x55)");
    assertThat(Shell.run("sid", "decode", "-c", file.toString(), "fc00:1::1").exitCode())
        .isEqualTo(ExitCode.FAILED);
  }

  @Test
  void shouldAskForOneOfTheTwo() {
    Shell.Result result = Shell.run("sid");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("say encode or decode");
  }
}
