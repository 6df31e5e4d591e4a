package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.srv6pipes.lab.test.NamespaceTest;

@NamespaceTest
@Timeout(120)
class DemoCommandTest {

  @Test
  void shouldShowWhatTwoProxiesDoAndUndo() {
    Shell.Result result = Shell.run("demo", "--chain", "xor(0x55) | xor(0x55)", "--hosts", "4");

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("client ──── p1 ──── p2 ──── server")
        .containsPattern("client – p1 +I love dogs! +I love dogs!")
        .containsPattern("p1 – p2 +1c 75 39 3a 23 30 75 31 3a 32 26 74 +1c 75 39")
        .containsPattern("p2 – server +I love dogs! +I love dogs!")
        .contains("the client's own address and port");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void shouldSpreadAChainOverFewerProxiesThanItHasFunctions() {
    Shell.Result result =
        Shell.run(
            "demo",
            "--chain",
            "leet | xor(1) | xor(2) | xor(4) | base64-encode | base64-decode | zstd-compress",
            "--hosts",
            "4");

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .containsPattern("client – p1 +I love dogs! +")
        .containsPattern("p1 – p2 +N'k7q4'c7`2& +")
        .containsPattern("p2 – server +28 b5 2f fd ");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void shouldPassProxiesOnTheLineThatNoSegmentNames() {
    Shell.Result result = Shell.run("demo", "--chain", "xor(0x55)", "--hosts", "5");

    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("client ──── p1 ──── p2 ──── p3 ──── server")
        .containsPattern("client – p1 +I love dogs! ")
        .containsPattern("p1 – p2 +1c 75 39 3a 23 30 75 31 3a 32 26 74 ")
        .containsPattern("p2 – p3 +1c 75 39 3a 23 30 75 31 3a 32 26 74 ")
        .containsPattern("p3 – server +1c 75 39 3a 23 30 75 31 3a 32 26 74 ");
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
  }

  @Test
  void shouldSayThatTheConnectionFailedWhereTheChainRefusesTheBytes() {
    Shell.Result result = Shell.run("demo", "--chain", "zstd-decompress");

    assertThat(result.err()).startsWith("srv6pipes demo: the connection failed: Connection reset");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void shouldSayInWordsThatAProxyRefusesTheConnection() {
    Shell.Result result = Shell.run("demo", "--chain", "exec(1)");

    assertThat(result.err())
        .startsWith("srv6pipes demo: the connection failed: Connection refused");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void shouldSayHowManyFunctionsAChainCanHave() {
    String tooLong = String.join(" | ", Collections.nCopies(15, "identity"));

    Shell.Result result = Shell.run("demo", "--chain", tooLong, "--hosts", "4");

    assertThat(result.err())
        .isEqualTo(
            "srv6pipes demo: --chain: 15 functions are more than the 14 that a return path has room"
                + " for\n");
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
  }
}
