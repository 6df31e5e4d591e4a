package org.srv6pipes.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for files that programs read. It is gone when it is closed, or when this JVM ends,
 * killed or not: what removes it is a process that waits for the end of a pipe.
 */
public final class Scratch implements AutoCloseable {

  /** Twice, since programs that end at the same moment may still write. */
  private static final String REMOVE_AT_THE_END =
      "cat > /dev/null; rm -rf -- \"$1\" || { sleep 1; rm -rf -- \"$1\"; }";

  private final Path folder;
  private final Process remover;

  public Scratch() throws IOException {
    folder = Files.createTempDirectory("srv6pipes");
    try {
      remover =
          new ProcessBuilder("setsid", "sh", "-c", REMOVE_AT_THE_END, "sh", folder.toString())
              .redirectOutput(Redirect.DISCARD)
              .redirectError(Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      Files.delete(folder);
      throw e;
    }
  }

  /** Where a program may write its own file. */
  public Path path(String name) {
    return folder.resolve(name);
  }

  public Path folder() {
    return folder;
  }

  /** A file with this content. */
  public Path file(String name, String content) {
    try {
      return Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      remover.getOutputStream().close();
      if (remover.waitFor() != 0 && Files.exists(folder)) {
        throw new LabException(
            "%s cannot be removed, or what should do so was killed; remove it".formatted(folder));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // it goes on without this one
    }
  }
}
