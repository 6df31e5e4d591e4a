package org.srv6pipes.benchmarks.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder for files that programs read, gone when it is closed or this JVM ends. */
public final class Scratch implements AutoCloseable {

  private final Path folder;
  private final Thread atExit = new Thread(this::delete, "scratch");

  public Scratch() throws IOException {
    folder = Files.createTempDirectory("srv6pipes-bench");
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /** Where a program may write its own file. */
  Path path(String name) {
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
    Runtime.getRuntime().removeShutdownHook(atExit);
    delete();
  }

  private void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> innermostFirst = files.toList().reversed();
      for (Path file : innermostFirst) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
