package org.srv6pipes.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes a picture as SVG and as PNG. */
final class Pictures {

  private static final String WIDTH = "1140";

  private Pictures() {}

  /** Returns the name of the PNG. */
  static String write(Path folder, String name, String svg) throws IOException {
    Path source = Files.writeString(folder.resolve(name + ".svg"), svg);
    Path png = folder.resolve(name + ".png");
    Process convert =
        new ProcessBuilder(
                "rsvg-convert", "--width", WIDTH, "--output", png.toString(), source.toString())
            .redirectErrorStream(true)
            .start();
    try (var output = convert.inputReader()) {
      String said = output.readAllAsString();
      if (convert.waitFor() != 0) {
        throw new IOException("rsvg-convert cannot make " + png + ": " + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while rsvg-convert made " + png, e);
    }
    return name + ".png";
  }
}
