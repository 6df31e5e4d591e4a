package org.srv6pipes.linux;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Runs a program of the system as the independent judge of what our own calls did. */
final class Tool {
  private Tool() {}

  /**
   * Its output goes through a file, so that no pipe comes and goes while descriptors are counted.
   *
   * @param command its words, separated by blanks
   * @return what it printed
   */
  static String run(String command) {
    try {
      Path printed = Files.createTempFile("tool", ".txt");
      Process process =
          new ProcessBuilder(command.split(" "))
              .redirectInput(new File("/dev/null"))
              .redirectOutput(Redirect.appendTo(printed.toFile()))
              .redirectError(Redirect.appendTo(printed.toFile()))
              .start();
      boolean ended = process.waitFor(10, TimeUnit.SECONDS);
      String text = Files.readString(printed);
      Files.delete(printed);
      if (!ended || process.exitValue() != 0) {
        throw new AssertionError(command + " failed: " + text);
      }
      return text;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(command, e);
    }
  }
}
