package org.srv6pipes.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A tool of the host that is run to its end. */
record Command(List<String> words) {
  /** Where administrators' tools are; the PATH of an ordinary user lacks most of these. */
  private static final List<String> FOLDERS =
      List.of("/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/bin", "/bin");

  record Result(int exitCode, String output, String complaint) {
    /** Everything that it printed, on whichever stream. */
    String text() {
      return (output + "\n" + complaint).strip();
    }
  }

  static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** The full path of a tool, if this host has it. */
  static Optional<Path> find(String tool) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.concat(Stream.of(path.split(":")), FOLDERS.stream())
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Runs it with this text as its standard input. What it complains of is read last, so that must
   * fit into a pipe.
   */
  Result run(String input) {
    try {
      Process process = new ProcessBuilder(words).start();
      feed(process, input);
      String output = readAll(process.getInputStream());
      String complaint = readAll(process.getErrorStream());
      return new Result(process.waitFor(), output, complaint);
    } catch (IOException e) {
      throw new RulesException(this + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RulesException(this + ": interrupted", e);
    }
  }

  private static String readAll(InputStream stream) throws IOException {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }

  /**
   * A tool that fails early does not read to the end; its exit code says what a broken pipe cannot.
   */
  private static void feed(Process process, String input) throws IOException {
    OutputStream stdin = process.getOutputStream();
    try {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
      stdin.close();
    } catch (IOException e) {
      if (process.isAlive()) {
        throw e;
      }
    }
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
