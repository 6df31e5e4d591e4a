package org.srv6pipes.functions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A native library that came in a jar: it unpacks itself into a file in the temporary folder and
 * means to delete that when the JVM ends, which a JVM that is killed does not do, and one that
 * loads functions anew again and again does late. The kernel needs the file no more once it is
 * mapped.
 */
final class UnpackedLibrary {

  private static final Path MAPPINGS = Path.of("/proc/self/maps");

  private UnpackedLibrary() {}

  /** Deletes the files of a library that has been loaded, by the beginning of their names. */
  static void deleteFiles(String name) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    try (Stream<String> mappings = Files.lines(MAPPINGS)) {
      List<String> unpacked =
          mappings
              .filter(line -> line.contains(folder + "/" + name))
              .map(line -> line.substring(line.indexOf('/')))
              .distinct()
              .toList();
      for (String file : unpacked) {
        Files.deleteIfExists(Path.of(file));
        Files.deleteIfExists(Path.of(file + ".lck"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the unpacked " + name + " cannot be deleted", e);
    }
  }
}
