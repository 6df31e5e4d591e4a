package org.srv6pipes.lab.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Which namespace tests of a build ran and which were skipped: a file in the root of the build with
 * a line for each, that test JVMs of all modules append to. Outside the build nothing is counted.
 */
final class Tally {
  private final Optional<Path> file;

  Tally(Optional<Path> file) {
    this.file = file;
  }

  static Tally ofThisBuild() {
    return new Tally(
        Optional.ofNullable(System.getProperty("srv6pipes.root"))
            .map(root -> Path.of(root, "target", "namespace-tests")));
  }

  void ran(String test) {
    append("run " + test);
  }

  void skipped(String test) {
    append("skipped " + test);
  }

  private void append(String line) {
    file.ifPresent(path -> append(path, line.lines().findFirst().orElseThrow() + "\n"));
  }

  private static void append(Path path, String line) {
    try {
      Files.createDirectories(path.getParent());
      Files.writeString(path, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(path + ": the tally of namespace tests", e);
    }
  }
}
