package org.srv6pipes.benchmarks.times;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.lab.LabException;

/** A command, from its start to its end. */
final class Command implements Trial {

  private static final double NANOS = 1e9;

  private final List<String> words;

  Command(Path launcher, String... arguments) {
    this.words = new ArrayList<>(List.of(launcher.toString()));
    this.words.addAll(List.of(arguments));
  }

  @Override
  public Sample run(String subject) {
    try {
      long began = System.nanoTime();
      Process process =
          new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
      int code = process.waitFor();
      double seconds = (System.nanoTime() - began) / NANOS;
      if (code != 0) {
        throw new LabException(words + " ended with " + code);
      }
      return Sample.seconds(seconds);
    } catch (IOException e) {
      throw new LabException(words + " cannot be run: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while a command ran", e);
    }
  }
}
