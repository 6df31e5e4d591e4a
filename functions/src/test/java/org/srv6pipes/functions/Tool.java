package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that stands for the rest of the world: it reads what we write, and we read what it
 * writes.
 */
final class Tool {

  private final List<String> command;
  private final ByteArrayOutputStream inputs = new ByteArrayOutputStream();
  private final ByteArrayOutputStream outputs = new ByteArrayOutputStream();

  Tool(String... command) {
    this.command = List.of(command);
  }

  /** Skips the test, and says why, where the program is missing. */
  Tool orSkip() {
    boolean installed =
        Stream.of("/usr/bin", "/bin", "/usr/local/bin")
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, command.get(0))));
    assumeTrue(installed, command.get(0) + " is not installed: nobody to judge by");
    return this;
  }

  /** What the program makes of some bytes. */
  byte[] run(byte[] input) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(false).start();
    Thread feeder = new Thread(() -> feed(process, input), "feeder of " + command.get(0));
    feeder.start();
    byte[] output;
    try (InputStream stdout = process.getInputStream()) {
      output = stdout.readAllBytes();
    }
    feeder.join();
    String complaint = new String(process.getErrorStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as("%s: %s", command, complaint).isZero();
    return output;
  }

  /**
   * Notes that {@code output} came of {@code input}, to be checked with all others. Both at once:
   * several threads may have something to be judged.
   */
  synchronized void judgeLater(byte[] input, byte[] output) {
    inputs.writeBytes(input);
    outputs.writeBytes(output);
  }

  /** Checks that from all outputs in a row the program restores all inputs in a row. */
  void judgeNow() throws IOException, InterruptedException {
    if (outputs.size() > 0) {
      assertThat(run(outputs.toByteArray()))
          .as("%s on %d bytes", command, outputs.size())
          .isEqualTo(inputs.toByteArray());
    }
  }

  private static void feed(Process process, byte[] input) {
    try (OutputStream stdin = process.getOutputStream()) {
      stdin.write(input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
