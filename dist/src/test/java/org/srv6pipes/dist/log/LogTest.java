package org.srv6pipes.dist.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    Path out = folder.resolve("out");
    ProcessBuilder speaker =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Speaker.class.getName());
    speaker.environment().put("JOURNAL_STREAM", toTheJournal ? Journal.streamOf(err) : "1:1");
    Process process = speaker.redirectError(err.toFile()).redirectOutput(out.toFile()).start();
    assertThat(process.waitFor()).isZero();
    assertThat(out).isEmptyFile();
    return Files.readAllLines(err);
  }
}
