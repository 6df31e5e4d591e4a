package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

  private static final String SMALLEST = "sid-prefixes = [\"fc00:1::/80\"]\n";

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("proxy.toml"), text);
  }

  @Test
  void shouldSayThatTheSmallestFileIsRight() throws IOException {
    Path file = file(SMALLEST);

    Shell.Result result = Shell.run("check", "-c", file.toString());

    assertThat(result.out()).isEqualTo(file + ": nothing is wrong\n");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void shouldTellAllThatIsWrongAtItsLine() throws IOException {
    Path file = file("sid-prefixes = [\"fc00:1::/200\"]\nrefuse = \"rest\"\nidle = \"1h\"\n");

    Shell.Result result = Shell.run("check", "-c", file.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().lines().map(line -> line.replace(file + ":", "")))
        .hasSize(3)
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("1: sid-prefixes[1]: \"fc00:1::/200\" is not an IPv6 prefix: "),
            line -> assertThat(line).endsWith("did you mean \"reset\"?"),
            line ->
                assertThat(line)
                    .isEqualTo("3: idle: is not a key of this file; it belongs in [timeouts]"));
  }

  @Test
  void shouldTellWhatOnlyTheFunctionsKnow() throws IOException {
    Path file =
        file(
            SMALLEST
                + "[functions.xro]\n"
                + "[functions.zstd-compress]\n"
                + "max-level = 99\n"
                + "[functions.xor]\n"
                + "number = 1\n");

    Shell.Result result = Shell.run("check", "-c", file.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains(":2: functions.xro: there is no such function")
        .contains(":4: functions.zstd-compress.max-level: 99 is not a number from 1 to 19")
        .contains(":6: functions.xor.number: ");
  }

  @Test
  void shouldPrintAllThatIsInForceAsAFileThatMeansTheSame() throws IOException {
    String given = "[functions.replace.rules.1]\nfind = \"a\"\nwith = \"b\"\n";
    String effective =
        Shell.run("check", "--print-effective", "-c", file(SMALLEST + given).toString()).out();

    assertThat(effective)
        .contains("sid-prefixes = [\"fc00:1::/80\"]\n", "rules = \"auto\"  # default\n")
        .contains("[functions.zstd-compress]\nnumber = 16  # default\nmax-level = 9  # default\n")
        .contains(
            "[functions.replace.rules.1]\nfind = \"a\"\nwith = \"b\"\nregex = false  # default\n");
    String again = Shell.run("check", "--print-effective", "-c", file(effective).toString()).out();
    assertThat(withoutMarks(again)).isEqualTo(withoutMarks(effective));
  }

  private static String withoutMarks(String effective) {
    return effective.replace("  # default", "");
  }

  @Test
  void shouldCheckAServersFileToo() throws IOException {
    Path wrong = file("paths = 0\nsid-prefixes = []\n");

    Shell.Result result = Shell.run("check", "--role", "server", "-c", wrong.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains(":1: paths: 0 is not a whole number from 1 to 4096")
        .contains(":2: sid-prefixes: is not a key of this file");
    String effective =
        Shell.run("check", "--role", "server", "--print-effective", "-c", file("").toString())
            .out();
    assertThat(effective).contains("paths = 1024  # default\n").doesNotContain("sid-prefixes");
  }

  @Test
  void shouldNeedAFile() {
    Shell.Result result = Shell.run("check");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("'--config=FILE'");
  }
}
