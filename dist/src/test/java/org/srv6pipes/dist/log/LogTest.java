package org.srv6pipes.dist.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The log of a process of its own, as an operator meets it. */
class LogTest {

  @TempDir private Path folder;

  /** What the other process does. */
  static final class Speaker {
    public static void main(String[] args) {
      Logger log = LoggerFactory.getLogger("org.srv6pipes.proxy.Speaker");
      log.debug("unheard");
      log.info("first");
      Log.level(Level.DEBUG);
      log.debug("second");
      Log.close();
    }
  }

  /** What a process does whose disk is full, until nobody reads any more. */
  static final class Unlucky {
    public static void main(String[] args) throws IOException {
      Log.file(Path.of("/dev/full")).accept("lost");
      System.in.transferTo(OutputStream.nullOutputStream());
      Log.close();
    }
  }

  @Test
  void shouldSayThatAFileCannotBeWritten() throws Exception {
    Path err = Files.createFile(folder.resolve("err"));
    Process process = start(Unlucky.class, err, "1:1");
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(err)
                      .content()
                      .containsPattern(" WARN dist: .*/dev/full.*lines are lost: No space left"));
    } finally {
      process.getOutputStream().close();
    }
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void shouldWriteToStandardErrorAndNothingOfItsOwn() throws Exception {
    List<String> lines = speak(false);

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).matches("\\d{4}-.*Z INFO proxy: first");
    assertThat(lines.get(1)).matches("\\d{4}-.*Z DEBUG proxy: second");
  }

  @Test
  void shouldKnowTheJournalByTheStreamThatItReads() throws Exception {
    assertThat(speak(true)).containsExactly("<6>proxy: first", "<7>proxy: second");
  }

  private List<String> speak(boolean toTheJournal) throws IOException, InterruptedException {
    Path err = Files.createFile(folder.resolve("err"));
    Process process = start(Speaker.class, err, toTheJournal ? Journal.streamOf(err) : "1:1");
    assertThat(process.waitFor()).isZero();
    assertThat(folder.resolve("out")).isEmptyFile();
    return Files.readAllLines(err);
  }

  private Process start(Class<?> what, Path err, String journal) throws IOException {
    ProcessBuilder process =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            what.getName());
    process.environment().put("JOURNAL_STREAM", journal);
    return process
        .redirectError(err.toFile())
        .redirectOutput(folder.resolve("out").toFile())
        .start();
  }
}
