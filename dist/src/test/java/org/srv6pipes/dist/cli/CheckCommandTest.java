package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.service.Json;

class CheckCommandTest {

  private static final String SMALLEST = "sid-prefixes = [\"fc00:1::/80\"]\n";

  private static final String WRONG_CHAINS =
      """
      [chains.squeeze]
      number = 0x10
      functions = "zstd-compress(3)"
      [chains.pack]
      number = 0x7001
      functions = "zstd-compress(12) | xor"
      inverse = "unpack"
      [chains.typo]
      number = 0x7002
      functions = "zstd-kompress | xor"
      [chains.leet]
      number = 0x7004
      functions = "meter(999)"
      inverse = "identity"
      """;

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
  void shouldTellWhatIsWrongWithChains() throws IOException {
    Path file =
        file(
            SMALLEST
                + WRONG_CHAINS
                + """
                [chains.open]
                number = 0x7003
                functions = "xor(1"
                """);

    Shell.Result result = Shell.run("check", "-c", file.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().lines())
        .singleElement()
        .asString()
        .contains(":18: chains.open.functions: ")
        .contains("expected \",\" or \")\", found the end");
  }

  @Test
  void shouldTellWhichFunctionsOfAChainAreNotThere() throws IOException {
    Path file = file(SMALLEST + WRONG_CHAINS);

    Shell.Result result = Shell.run("check", "-c", file.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains(
            ":2: chains.squeeze: \"inverse\" is missing, and one of its functions has one; name the"
                + " chain that undoes this one, or write inverse = \"identity\"")
        .contains(
            ":3: chains.squeeze.number: chain squeeze and zstd-compress have the number 0x0010;"
                + " give the chain another")
        .contains(":7: chains.pack.functions: zstd-compress")
        .contains("level: 12 is more than the 9 that are allowed")
        .contains(
            ":8: chains.pack.inverse: there is no chain or function \"unpack\"; name what undoes"
                + " this one, or write \"identity\"")
        .contains(":11: chains.typo.functions: there is no function \"zstd-kompress\"")
        .contains(":14: chains.leet.functions: meter(999): window: \"999\" is not 1 to 255");
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
  void shouldCheckAResolversFileWithTheFunctionsOfItsProxies() throws IOException {
    Path functions = Files.writeString(folder.resolve("functions.json"), exportedFunctions());
    Path wrong =
        file(
            """
            listen = ["[::1]:5300"]
            upstreams = ["[2001:db8::53]:53"]
            [proxies.p1]
            prefix = "fc00:1::/80"
            functions = "%s"
            [[policies]]
            chain = "zstd-compress(99)"
            """
                .formatted(functions));

    Shell.Result result = Shell.run("check", "--role", "resolver", "-c", wrong.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains(":7: policies[1].chain: zstd-compress(99): level: \"99\" is not 1 to 19");
  }

  private static String exportedFunctions() {
    return Shell.run("functions", "--json").out();
  }

  @Test
  void shouldTellScriptsTheSame() throws IOException {
    Path wrong = file(SMALLEST + "loops = 65\n");

    Shell.Result result = Shell.run("check", "--json", "-c", wrong.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out())
        .contains("\"file\":\"" + wrong + "\"", "\"line\":2", "\"key\":\"loops\"");
    assertThat(Shell.run("check", "--json", "-c", file(SMALLEST).toString()).out())
        .contains("\"problems\":[]");
  }

  @Test
  void shouldTellScriptsThatTheFileCannotBeReadOrItsFunctionsNotBeLoaded() throws IOException {
    Path absent = folder.resolve("absent.toml");

    Shell.Result result = Shell.run("check", "--json", "-c", absent.toString());

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(Json.parse(result.out()))
        .isEqualTo(
            Map.of(
                "file",
                absent.toString(),
                "problems",
                List.of(
                    Map.of(
                        "line",
                        0L,
                        "key",
                        "",
                        "message",
                        "cannot be read: there is no such file"))));
    Files.writeString(Files.createDirectory(folder.resolve("plugins")).resolve("x.jar"), "no jar");
    Shell.Result broken =
        Shell.run(
            "check", "--json", "-c", file(SMALLEST + "plugin-dirs = [\"plugins\"]\n").toString());
    assertThat(broken.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(broken.out()).contains("\"line\":0", "x.jar is not a whole jar");
  }

  @Test
  void shouldNeedAFile() {
    Shell.Result result = Shell.run("check");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("'--config=FILE'");
  }
}
