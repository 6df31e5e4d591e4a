package org.srv6pipes.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.benchmarks.measure.SampleFile;

final class HostFactsFileTest {

  private static final HostFacts HERE =
      new HostFacts(
          LocalDate.of(2026, 11, 20), List.of("AMD EPYC, 2 cores, 23 GiB", "commit abc"), 0.25);

  @TempDir private Path folder;

  static Stream<Path> reportsOfTheRepository() throws IOException {
    Path reports = Path.of(System.getProperty("srv6pipes.root"), "benchmarks", "reports");
    try (Stream<Path> folders = Files.list(reports)) {
      return folders.filter(it -> Files.exists(it.resolve("samples.csv"))).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("reportsOfTheRepository")
  void shouldKnowWhereTheReportsThatComeWithItWereMade(Path report) throws IOException {
    Set<String> experiments = new HashSet<>();
    SampleFile.read(report.resolve("samples.csv"))
        .orElseThrow()
        .forEachCase(of -> experiments.add(of.experiment()));

    assertThat(HostFactsFile.read(report.resolve("made.csv"))).containsOnlyKeys(experiments);
  }

  @Test
  void shouldReadBackWhatItWrote() throws IOException {
    Path file = folder.resolve("made.csv");

    HostFactsFile.write(Map.of("1 % loss, 20 ms", HERE), file);

    assertThat(HostFactsFile.read(file)).containsExactly(Map.entry("1 % loss, 20 ms", HERE));
  }

  @Test
  void shouldHaveNothingBeforeTheFirstReport() throws IOException {
    assertThat(HostFactsFile.read(folder.resolve("none.csv"))).isEmpty();
  }
}
