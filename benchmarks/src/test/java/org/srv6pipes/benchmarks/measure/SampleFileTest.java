package org.srv6pipes.benchmarks.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleFileTest {

  private static final Case OURS = new Case("1 % loss, 20 ms", "1-KiB", "ours");

  @TempDir private Path folder;

  @Test
  void shouldReadBackWhatItWrote() throws IOException {
    Samples samples = new Samples();
    samples.add(OURS, Measure.REQUESTS, 12000.5);
    samples.add(OURS, Measure.REQUESTS, 11000);
    samples.add(OURS.with("router"), Measure.P99, 0.125);
    Path file = folder.resolve("samples.csv");

    SampleFile.write(samples, file);

    Samples read = SampleFile.read(file).orElseThrow();
    assertThat(read.of(OURS, Measure.REQUESTS)).containsExactly(12000.5, 11000.0);
    assertThat(read.of(OURS.with("router"), Measure.P99)).containsExactly(0.125);
    assertThat(read.of(OURS, Measure.P99)).isEmpty();
  }

  @Test
  void shouldHaveNothingBeforeTheFirstReport() throws IOException {
    assertThat(SampleFile.read(folder.resolve("none.csv"))).isEmpty();
  }

  @Test
  void shouldSayWhichLineIsNotOne() throws IOException {
    Path file = Files.writeString(folder.resolve("bad.csv"), "head\na,b,c\n");

    assertThatThrownBy(() -> SampleFile.read(file)).hasMessageContaining("'a,b,c' is not");
  }
}
