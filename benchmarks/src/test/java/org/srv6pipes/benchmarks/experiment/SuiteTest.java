package org.srv6pipes.benchmarks.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.lab.LinkShape;
import org.srv6pipes.service.config.ConfigException;

final class SuiteTest {

  private static final String ENGINES_AND_LOADS =
      """
      [engines.router]
      kind = "router"
      [engines.pair]
      kind = "ours"
      hops = 2
      chain = "xor(0x55) | xor(0x55)"
      [loads.small]
      connections = 200
      [loads.large]
      size = "10MiB"
      """;

  @TempDir private Path folder;

  static Stream<Path> suitesOfTheRepository() throws IOException {
    Path experiments = Path.of(System.getProperty("srv6pipes.root"), "benchmarks", "experiments");
    try (Stream<Path> files = Files.list(experiments)) {
      return files.toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("suitesOfTheRepository")
  void shouldReadTheSuitesThatComeWithIt(Path file) throws ConfigException {
    assertThat(Suite.read(file).experiments()).isNotEmpty();
  }

  @Test
  void shouldHaveEnginesInTheOrderOfTheExperiment() throws Exception {
    Suite suite =
        read(
            """
            [[experiments]]
            title = "one"
            engines = ["pair", "router"]
            loads = ["large", "small"]
            links.rate = 200
            links.loss = "1%"
            links.delay = "20ms"
            """);

    Experiment experiment = suite.experiments().getFirst();
    assertThat(suite.enginesOf(experiment).keySet()).containsExactly("pair", "router");
    assertThat(suite.loadsOf(experiment).keySet()).containsExactly("large", "small");
    assertThat(experiment.baseline()).isEqualTo("pair");
    assertThat(suite.load("large").isBulk()).isTrue();
    assertThat(suite.load("small").isBulk()).isFalse();
    LinkShape shape = experiment.links().shape(1);
    assertThat(shape.rate()).isEqualTo(200_000_000);
    assertThat(shape.loss()).as("lost once, by the delayer").isZero();
    assertThat(shape.impairment().orElseThrow().loss()).isEqualTo(0.01);
    assertThat(shape.impairment().orElseThrow().delay()).isEqualTo(Duration.ofMillis(20));
    assertThat(experiment.links().shape(2)).as("losing others").isNotEqualTo(shape);
  }

  @Test
  void shouldSayWhichEngineIsNotThere() {
    assertThatThrownBy(
            () ->
                read(
                    """
                    [[experiments]]
                    title = "one"
                    engines = ["roter"]
                    loads = ["small"]
                    """))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("'one' names 'roter', which is none of [router, pair]");
  }

  @Test
  void shouldRefuseAChainThatIsNotAsLongAsTheRow() {
    assertThatThrownBy(() -> read("[engines.odd]\nkind = \"ours\"\nchain = \"xor | xor\"\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("one function for each hop");
  }

  @Test
  void shouldRunOnlyWhatAPatternIsFoundIn() throws Exception {
    Suite suite =
        read(
            """
            [[times]]
            of = "sid"
            [[experiments]]
            title = "1 % loss, 20 ms"
            engines = ["router"]
            loads = ["small"]
            [[experiments]]
            title = "Latency"
            engines = ["router"]
            loads = ["small"]
            """);

    assertThat(suite.titles()).containsExactly("Times", "1 % loss, 20 ms", "Latency");
    assertThat(suite.only(Pattern.compile("loss")).titles()).containsExactly("1 % loss, 20 ms");
    assertThat(suite.only(Pattern.compile("^(Times|Lat)")).titles())
        .containsExactly("Times", "Latency");
    assertThat(suite.only(Pattern.compile("nothing")).titles()).isEmpty();
  }

  @Test
  void shouldFindTheLauncherOfAnotherBuildFromTheFolderOfTheFile() throws Exception {
    Path launcher = Files.createDirectory(folder.resolve("before")).resolve("srv6pipes");
    assertThat(Files.createFile(launcher).toFile().setExecutable(true)).isTrue();
    Suite suite =
        read(
            """
            [engines.before]
            kind = "ours"
            launcher = "before/srv6pipes"
            [[experiments]]
            title = "one"
            engines = ["before", "pair"]
            loads = ["small"]
            """);

    Map<String, EngineSpec> engines = suite.enginesOf(suite.experiments().getFirst());
    assertThat(engines.get("before").launcher()).contains(launcher);
    assertThat(engines.get("pair").launcher()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"nginx-stream", "haproxy-srh", "bare", "bare-queue"})
  void shouldRefuseARowOfWhatPassesNoSegmentsOn(String kind) {
    assertThatThrownBy(() -> read("[engines.odd]\nkind = \"%s\"\nhops = 2\n".formatted(kind)))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("hops: ")
        .hasMessageContaining("remove it");
  }

  @Test
  void shouldRefuseALauncherThatCannotBeRun() throws IOException {
    Files.createFile(folder.resolve("data"));
    for (String launcher : List.of("missing/srv6pipes", "data", ".")) {
      assertThatThrownBy(
              () -> read("[engines.odd]\nkind = \"ours\"\nlauncher = \"%s\"\n".formatted(launcher)))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("launcher: " + folder.resolve(launcher).normalize())
          .hasMessageContaining("is no program that can be run");
    }
  }

  @Test
  void shouldRefuseALauncherOfWhatIsNotOurs() {
    assertThatThrownBy(() -> read("[engines.odd]\nkind = \"haproxy\"\nlauncher = \"haproxy\"\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("launcher")
        .hasMessageContaining("only `ours` has one; remove it");
  }

  private Suite read(String text) throws IOException, ConfigException {
    return Suite.read(Files.writeString(folder.resolve("mine.toml"), ENGINES_AND_LOADS + text));
  }
}
