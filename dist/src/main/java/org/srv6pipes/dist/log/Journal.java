package org.srv6pipes.dist.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether systemd's journal reads what we write; it stamps the time itself. */
final class Journal {

  private Journal() {}

  /**
   * The service manager names device and inode of the stream, so that a redirected one is not taken
   * for it.
   */
  static boolean readsStandardError() {
    String stream = System.getenv("JOURNAL_STREAM");
    return stream != null && stream.equals(streamOf(Path.of("/proc/self/fd/2")));
  }

  /** {@code device:inode}; empty if there is none. */
  static String streamOf(Path file) {
    try {
      return Files.getAttribute(file, "unix:dev") + ":" + Files.getAttribute(file, "unix:ino");
    } catch (IOException | UnsupportedOperationException none) {
      return "";
    }
  }
}
