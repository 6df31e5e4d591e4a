package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two proxies, fc00:1::/80 and fc00:2::/80, say about packets that a stock kernel built. */
class ExplainCommandTest {

  private static final Path PACKETS =
      Path.of(
          System.getProperty("srv6pipes.root"),
          "proxy-core/wire/src/test/resources/org/srv6pipes/wire/kernel-packets.txt");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client: SYN leaving",
        "client: SYN leaving again",
        "first proxy: SYN arriving",
        "first proxy: SYN arriving again"
      })
  void shouldSayWhatTheFirstProxyMakesOfAClientsSyn(String packet) throws IOException {
    Shell.Result result = explain(proxy(1), packet);

    assertThat(result.out())
        .isEqualTo(
            """
            accept   [2001:db8:1::2]:41234 -> [2001:db8:2::2]:8000
            forward  xor(key=0x55)
            return   xor(key=0x55)
            onward   fc00:2::aaaa:0:55 -> 2001:db8:2::2, egress return-path
            told     return path, segments left 1 of 2001:db8:1::2, fc00:1::aaaa:0:55, fc00:2::aaaa:0:55
            answer   directly
            """);
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @ValueSource(strings = {"first proxy: SYN leaving", "second proxy: SYN arriving"})
  void shouldSayWhatTheSecondProxyMakesOfWhatTheFirstSends(String packet) throws IOException {
    Shell.Result result = explain(proxy(2), packet);

    assertThat(result.out())
        .isEqualTo(
            """
            accept   [2001:db8:1::2]:41234 -> [2001:db8:2::2]:8000
            forward  xor(key=0x55)
            return   xor(key=0x55)
            onward   2001:db8:2::2, egress auto
            told     return path, segments left 2 of 2001:db8:1::2, fc00:1::aaaa:0:55, fc00:2::aaaa:0:55
            answer   fc00:1::aaaa:0:55 -> 2001:db8:1::2
            """);
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1 | client: SYN-ACK arriving         | MALFORMED: NOT_A_SYN: TCP flags 0x12
          1 | first proxy: SYN-ACK leaving     | MALFORMED: NOT_A_SYN: TCP flags 0x12
          1 | first proxy: SYN-ACK arriving    | MALFORMED: NOT_A_SYN: TCP flags 0x12
          2 | second proxy: SYN-ACK leaving    | MALFORMED: NOT_A_SYN: TCP flags 0x12
          2 | second proxy: SYN-ACK arriving   | MALFORMED: NOT_A_SYN: TCP flags 0x12
          2 | server: SYN-ACK leaving          | MALFORMED: NOT_A_SYN: TCP flags 0x12
          """)
  void shouldSayThatWhatIsNotASynIsDropped(int proxy, String packet, String reason)
      throws IOException {
    Shell.Result result = explain(proxy(proxy), packet);

    assertThat(result.out().lines())
        .containsExactly("refuse   " + reason, "answer   none: what is not understood is dropped");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2 | client: SYN leaving              | PATH: NOT_OUR_SEGMENT: fc00:1::aaaa:0:55
          2 | first proxy: SYN arriving        | PATH: NOT_OUR_SEGMENT: fc00:1::aaaa:0:55
          1 | first proxy: SYN leaving         | PATH: NOT_OUR_SEGMENT: fc00:2::aaaa:0:55
          1 | second proxy: SYN arriving       | PATH: NOT_OUR_SEGMENT: fc00:2::aaaa:0:55
          2 | second proxy: SYN leaving        | PATH: NO_SEGMENTS_LEFT: destination 2001:db8:2::2
          2 | server: SYN arriving             | PATH: NO_SEGMENTS_LEFT: destination 2001:db8:2::2
          """)
  void shouldSayWhyASynIsForSomebodyElse(int proxy, String packet, String reason)
      throws IOException {
    Shell.Result result = explain(proxy(proxy), packet);

    assertThat(result.out().lines())
        .containsExactly("refuse   " + reason, "answer   a reset, directly");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void shouldSayThatTheResetGoesByTheReturnPath() throws IOException {
    Path picky = file("sid-prefixes = [\"fc00:2::/80\"]\nallow-to = [\"2001:db8:9::/64\"]\n");

    Shell.Result result = explain(picky, "second proxy: SYN arriving");

    assertThat(result.out().lines())
        .containsExactly(
            "refuse   DESTINATION_NOT_ALLOWED: 2001:db8:2::2 is not in allow-to",
            "answer   a reset, fc00:1::aaaa:0:55 -> 2001:db8:1::2");
  }

  @Test
  void shouldSayThatAProxyThatIsToldToDropGivesNoAnswer() throws IOException {
    Path silent =
        file(
            """
            sid-prefixes = ["fc00:1::/80"]
            refuse = "drop"
            allow-from = ["2001:db8:9::/64"]
            """);

    Shell.Result result = explain(silent, "first proxy: SYN arriving");

    assertThat(result.out().lines())
        .containsExactly(
            "refuse   SOURCE_NOT_ALLOWED: 2001:db8:1::2 is not in allow-from",
            "answer   none: refuse = \"drop\"");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void shouldDecideAsACaptureWithoutAQueueWould() throws IOException {
    Path savedSyn =
        file("sid-prefixes = [\"fc00:2::/80\"]\ncapture = \"saved-syn\"\nhandshake = \"early\"\n");

    Shell.Result result = explain(savedSyn, "second proxy: SYN arriving");

    assertThat(result.out())
        .startsWith("refuse   PATH: the return path leads through other proxies");
    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void shouldTakeAddressesInPlaceOfAPacket() throws IOException {
    Shell.Result result =
        Shell.run(
            "explain",
            "-c",
            proxy(1).toString(),
            "--client",
            "2001:db8:1::2",
            "--server",
            "2001:db8:2::2",
            "--port",
            "443",
            "--segments",
            "fc00:1::10:0:3,fc00:9::11:0:0");

    assertThat(result.out())
        .isEqualTo(
            """
            accept   [2001:db8:1::2]:40000 -> [2001:db8:2::2]:443
            forward  zstd-compress
            return   zstd-decompress(window=17)
            onward   fc00:9::11:0:0 -> 2001:db8:2::2, egress return-path
            told     return path, segments left 1 of 2001:db8:1::2, fc00:1::11:0:11
            answer   directly
            """);
    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --syn zz                                                     | not a hexadecimal digit
          --client 2001:db8::1 --server foo --segments fc00:1::1:0:0   | "foo" is not an IPv6 address
          --client 2001:db8::1 --server ::2                            | --segments
          """)
  void shouldSayWhatIsWrongWithTheQuestion(String arguments, String complaint) throws IOException {
    Shell.Result result =
        Shell.run(("explain -c " + proxy(1) + " " + arguments.strip()).split(" +"));

    assertThat(result.err()).contains(complaint);
    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  private Path proxy(int number) throws IOException {
    return file("sid-prefixes = [\"fc00:" + number + "::/80\"]\n");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("proxy.toml"), text);
  }

  private static Shell.Result explain(Path config, String packet) throws IOException {
    return Shell.run("explain", "-c", config.toString(), "--syn", hex(packet));
  }

  private static String hex(String packet) throws IOException {
    return Files.readAllLines(PACKETS).stream()
        .dropWhile(line -> !line.equals("packet " + packet))
        .skip(1)
        .takeWhile(line -> !line.isEmpty())
        .map(line -> line.replaceFirst(" *;.*", ""))
        .collect(Collectors.joining());
  }
}
