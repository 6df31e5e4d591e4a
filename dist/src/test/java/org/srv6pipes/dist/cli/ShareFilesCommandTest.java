package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShareFilesCommandTest {

  @TempDir private Path above;

  private static Shell.Result make(Path folder) {
    return Shell.run("share-files", "p2", "--folder", folder.toString());
  }

  @Test
  void shouldSayThatItMakesTheFolder() throws IOException {
    Path folder = above.resolve("keys");

    Shell.Result result = make(folder);

    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.err())
        .isEqualTo("the folder " + folder + " is new; nobody but its owner may look into it\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(folder.toFile().list()).containsExactlyInAnyOrder("p2.pem", "p2.key", "p2.token");

    Shell.Result again = make(folder);

    assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err())
        .isEqualTo(
            "srv6pipes share-files: "
                + folder.resolve("p2.pem")
                + " is there already; it stays as it is\n");
  }

  @Test
  void shouldMakeNoMoreThanOneFolder() throws IOException {
    Path file = Files.createFile(above.resolve("file"));

    assertThat(make(above.resolve("no/keys")).err())
        .isEqualTo(
            "srv6pipes share-files: there is no folder %1$s/no to make %1$s/no/keys in\n"
                .formatted(above));
    assertThat(make(file).err()).isEqualTo("srv6pipes share-files: " + file + " is no folder\n");
    assertThat(above.toFile().list()).containsExactly("file");
  }
}
