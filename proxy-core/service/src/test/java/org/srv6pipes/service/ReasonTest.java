package org.srv6pipes.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReasonTest {

  @TempDir private Path folder;

  private static IOException failureOf(ThrowingCallable call) {
    return catchThrowableOfType(IOException.class, call);
  }

  @Test
  void shouldSayInWordsWhatTheJdkSaysWithTheNameOfAClass() throws IOException {
    Path absent = folder.resolve("absent");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});

    assertThat(Reason.of(failureOf(() -> Files.readString(absent))))
        .isEqualTo("there is no such file");
    assertThat(Reason.of(failureOf(() -> Files.createFile(binary))))
        .isEqualTo("it is there already");
    assertThat(Reason.of(failureOf(() -> Files.list(binary)))).isEqualTo("it is no folder");
    assertThat(Reason.of(failureOf(() -> Files.readString(binary))))
        .isEqualTo("it is not text in UTF-8");
    assertThat(Reason.of(new AccessDeniedException("/etc/shadow"))).isEqualTo("permission denied");
  }

  @Test
  void shouldNameTheFileOnceWhereTheFailureKnowsIt() {
    Path absent = folder.resolve("absent");

    assertThat(Reason.withFile(failureOf(() -> Files.readString(absent))))
        .isEqualTo(absent + ": there is no such file");
    assertThat(Reason.withFile(new FileSystemException("proxy.toml", null, "File name too long")))
        .isEqualTo("proxy.toml: File name too long");
    assertThat(Reason.withFile(new IOException("Connection reset"))).isEqualTo("Connection reset");
    assertThat(Reason.withFile(new IOException())).isEqualTo("no reason is known");
  }
}
