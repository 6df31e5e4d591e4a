package org.srv6pipes.dist;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code srv6pipes pipe} as a user has it: a process between two others of a shell.
 *
 * <p>In a normal run 64 MiB pass; {@code -Dpipe.megabytes=1024} sets another amount.
 */
@Timeout(300)
class PipeTest {

  private static final int MEGABYTES = Integer.getInteger("pipe.megabytes", 64);
  private static final int MEGABYTE = 1 << 20;
  private static final int SEED = 4711;

  @TempDir private Path folder;

  @Test
  void shouldBringMixedDataBackEqual() throws Exception {
    Path mixed = mixed(MEGABYTES);

    Shell shell =
        shell(
            "$PIPE 'zstd-compress(level=3) | encrypt(key=1) | decrypt(key=1) | zstd-decompress' < "
                + mixed
                + " | cmp - "
                + mixed);

    assertThat(shell.err).isEmpty();
    assertThat(shell.exitCode).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "zstd-compress, zstd -d",
        "zstd-compress(9), zstd -d",
        "lz4-compress, lz4 -d",
        "base64-encode, base64 -d",
        "base64-encode(wrap=76), base64 -d",
      })
  void shouldBeUnderstoodByTheToolThatEveryoneHas(String chain, String tool) throws Exception {
    Path mixed = mixed(4);

    Shell shell = shell("$PIPE '" + chain + "' < " + mixed + " | " + tool + " | cmp - " + mixed);

    skipWithout(tool);
    assertThat(shell.err).isEmpty();
    assertThat(shell.exitCode).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "zstd-decompress, zstd -c -3",
    "zstd-decompress(window=23), zstd -c -19 --check",
    "lz4-decompress, lz4 -c",
    "lz4-decompress, lz4 -q -c -9 -BD -B4",
    "base64-decode, base64",
  })
  void shouldUnderstandTheToolThatEveryoneHas(String chain, String tool) throws Exception {
    Path mixed = mixed(4);

    Shell shell = shell(tool + " " + mixed + " | $PIPE '" + chain + "' | cmp - " + mixed);

    skipWithout(tool);
    assertThat(shell.err).isEmpty();
    assertThat(shell.exitCode).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "identity",
        "zstd-compress | encrypt(7) | decrypt(7) | zstd-decompress",
        "lz4-compress | lz4-decompress",
        "base64-encode(pad-on-flush) | base64-decode",
        "replace(dogs, cats)",
        "exec(cat) | tee(1)",
      })
  void shouldLetALineThroughWhileTheInputPauses(String chain) throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("proxy.toml"),
            "sid-prefixes = [\"fc00:1::/80\"]\n[functions.tee.files.1]\npath = \""
                + folder.resolve("copy")
                + "\"\n");
    Process pipe =
        new ProcessBuilder(ProgramInLab.command("pipe", "-c", config.toString(), chain)).start();
    try (BufferedReader out = pipe.inputReader(UTF_8)) {
      OutputStream in = pipe.getOutputStream();
      for (String line : List.of("one", "two", "three")) {
        in.write((line + "\n").getBytes(UTF_8));
        in.flush();
        assertThat(out.readLine()).isEqualTo(line);
      }
      in.close();
      assertThat(out.readLine()).isNull();
    }
    assertThat(pipe.errorReader(UTF_8).lines()).isEmpty();
    assertThat(pipe.waitFor()).isZero();
  }

  @Test
  void shouldDecryptLaterWhatAKeyFileEncrypted() throws Exception {
    Path keys = folder.resolve("keys");
    Files.createFile(
        keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(keys, "1 = " + "a5".repeat(32) + "\n");
    String options = "--key-file " + keys + " ";

    Shell shell =
        shell(
            "echo secret | $PIPE %s'encrypt(1)' | $PIPE %s'decrypt(1)'"
                .formatted(options, options));

    assertThat(shell.err).isEmpty();
    assertThat(shell.out).isEqualTo("secret\n");
  }

  @Test
  void shouldSayThatItHasNoKeysRatherThanMakeUpSomeThatNobodyElseKnows() throws Exception {
    Shell shell = shell("echo secret | $PIPE 'encrypt(1)'");

    assertThat(shell.out).isEmpty();
    assertThat(shell.err).startsWith("srv6pipes pipe: encrypt and decrypt need keys: --key-file");
    assertThat(shell.exitCode).isEqualTo(2);
  }

  @Test
  void shouldSayWhichFunctionFailedAndWhy() throws Exception {
    Shell shell = shell("echo hello | $PIPE 'xor(0) | zstd-decompress'");

    assertThat(shell.out).isEmpty();
    assertThat(shell.err).startsWith("srv6pipes pipe: zstd-decompress: not a sound zstd stream");
    assertThat(shell.exitCode).isEqualTo(1);
  }

  @Test
  void shouldEndWithoutAWordWhenNobodyReadsOn() throws Exception {
    Shell shell = shell("yes | $PIPE base64-encode | head -c 4");

    assertThat(shell.out).isEqualTo("eQp5");
    assertThat(shell.err).isEmpty();
  }

  @Test
  void shouldSayThatItsOutputCannotBeWritten() throws Exception {
    Shell shell = shell("echo hello | $PIPE identity > /dev/full");

    assertThat(shell.err).isEqualTo("srv6pipes pipe: standard output: No space left on device\n");
    assertThat(shell.exitCode).isEqualTo(1);
  }

  @Test
  void shouldSayOnceWhatIsWrongWithAFileThatTwoFunctionsRead() throws Exception {
    Shell shell = shell("$PIPE --key-file /nope 'encrypt(1) | decrypt(1)'");

    assertThat(shell.err.lines())
        .singleElement()
        .asString()
        .startsWith("srv6pipes pipe: there is no /nope; make it");
    assertThat(shell.exitCode).isEqualTo(2);
  }

  @Test
  void shouldKnowTheChainsOfAConfiguration() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("proxy.toml"),
            """
            sid-prefixes = ["fc00:1::/80"]

            [chains.cats]
            number = 0x7001
            functions = "base64-encode | replace(RvZ3, NhdH) | base64-decode"
            inverse = "identity"
            """);

    Shell shell = shell("echo 'I love dogs!' | $PIPE -c " + config + " 'cats | leet'");

    assertThat(shell.err).isEmpty();
    assertThat(shell.out).isEqualTo("I l0v3 c@75!\n");
  }

  private record Shell(int exitCode, String out, String err) {}

  /** Runs a command line in which {@code $PIPE} stands for the command. */
  private Shell shell(String line) throws Exception {
    List<String> words = new ArrayList<>();
    ProgramInLab.command("pipe").forEach(word -> words.add("'" + word + "'"));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(
                "bash", "-c", "set -o pipefail; " + line.replace("$PIPE", String.join(" ", words)))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    return new Shell(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  private static void skipWithout(String tool) throws Exception {
    String program = tool.split(" ", 2)[0];
    Process which = new ProcessBuilder("sh", "-c", "command -v " + program).start();
    assumeTrue(which.waitFor() == 0, program + " is not installed: nobody to judge by");
  }

  /** Noise, text and zeros in turn, a megabyte each. */
  private Path mixed(int megabytes) throws IOException {
    Path file = folder.resolve("mixed");
    Random random = new Random(SEED);
    byte[] noise = new byte[MEGABYTE];
    byte[] text = "the quick brown fox jumps over the lazy dog\n".repeat(23832).getBytes(UTF_8);
    byte[] zeros = new byte[MEGABYTE];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = 0; i < megabytes; i++) {
        random.nextBytes(noise);
        out.write(List.of(noise, text, zeros).get(i % 3), 0, MEGABYTE);
      }
    }
    return file;
  }
}
