package org.srv6pipes.functions;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.function.Problems;

class KeyFileTest {

  @TempDir private Path folder;
  private final Problems problems = new Problems();

  @Test
  void shouldReadKeysByTheirNumbers() throws Exception {
    KeyFile keys = Keys.read(Keys.file(folder));

    assertThat(keys.key(1).orElseThrow().getEncoded()).isEqualTo(Keys.FIRST);
    assertThat(keys.key(2).orElseThrow().getEncoded()).isEqualTo(Keys.SECOND);
    assertThat(keys.key(3)).isEmpty();
    assertThat(keys.resolve(0)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx------"})
  void shouldRefuseAFileThatOthersMayUse(String mode) throws Exception {
    Path file = Keys.file(folder);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

    Keys.read(file, problems);

    assertThat(problems.toString()).contains("others than its owner").contains("chmod 600 " + file);
  }

  @Test
  void shouldReportEveryLineThatIsWrongWithoutShowingAKey() throws Exception {
    String key = Keys.hex(Keys.FIRST);

    Keys.read(
        Keys.file(folder, "1 = " + key, "1 = " + key, "0 = " + key, "7 = " + key + "0", key),
        problems);

    assertThat(problems.toString().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("line 2: there are two keys 1"),
            line -> assertThat(line).contains("line 3: a number must be"),
            line -> assertThat(line).contains("line 4 is not a key"),
            line -> assertThat(line).contains("line 5 is not a key"));
    assertThat(problems.toString()).doesNotContain(key.substring(0, 16));
  }

  @Test
  void shouldReportAFileThatIsMissing() {
    Keys.read(folder.resolve("nowhere"), problems);

    assertThat(problems.toString()).contains("there is no ", "nowhere", "make it");
  }

  @Test
  void shouldNotAskToChangeTheModeOfAFolder() {
    Keys.read(folder, problems);

    assertThat(problems)
        .hasToString("key-file: " + folder + " is a folder; name the file that holds the keys");
  }

  @Test
  void shouldSayInWordsThatAFileIsNotText() throws Exception {
    Path file = Keys.file(folder);
    Files.write(file, new byte[] {(byte) 0xff});

    Keys.read(file, problems);

    assertThat(problems)
        .hasToString(
            "key-file: "
                + file
                + " is not text; write NUMBER = 64 hexadecimal digits, as from openssl rand -hex"
                + " 32");
  }
}
