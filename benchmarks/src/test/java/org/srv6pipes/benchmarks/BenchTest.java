package org.srv6pipes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.benchmarks.experiment.Experiment;
import org.srv6pipes.benchmarks.experiment.Suite;
import org.srv6pipes.benchmarks.experiment.TimeSpec;
import org.srv6pipes.benchmarks.measure.Case;
import org.srv6pipes.benchmarks.measure.Measure;
import org.srv6pipes.benchmarks.measure.Samples;
import org.srv6pipes.benchmarks.report.HostFacts;
import org.srv6pipes.benchmarks.report.Report;
import org.srv6pipes.lab.test.NamespaceTest;

@NamespaceTest(tools = {"wrk", "nginx", "rsvg-convert"})
final class BenchTest {

  private static final LocalDate DAY = LocalDate.of(2026, 11, 1);
  private static final HostFacts HOST = new HostFacts(DAY, List.of("a machine", "commit a"), 0.5);
  private static final HostFacts LATER =
      new HostFacts(DAY.plusDays(1), List.of("a machine", "commit b"), 0);
  private static final Bench.Listener NOBODY = _ -> {};

  /** In the place of the launcher. */
  private static final Path DOES_NOTHING = Path.of("/bin/true");

  @TempDir private Path folder;

  @Test
  void shouldMeasureRoutersAndSayWhatHasChangedSince() throws Exception {
    Suite suite =
        Suite.read(
            Files.writeString(
                folder.resolve("small.toml"),
                """
                engines.one = { kind = "router" }
                engines.two = { kind = "router", hops = 2 }
                loads.few = { size = "1KiB", connections = 4 }
                [[experiments]]
                title = "Routers"
                engines = ["one", "two"]
                loads = ["few"]
                runs = 2
                duration = "1s"
                """));
    StringWriter progress = new StringWriter();

    Samples samples = Bench.run(suite, Path.of("unused"), new PrintWriter(progress), NOBODY);

    Case two = new Case("Routers", "few", "two");
    assertThat(samples.of(two, Measure.REQUESTS)).hasSize(2).allMatch(rate -> rate > 1);
    assertThat(samples.of(two, Measure.ERRORS)).containsExactly(0.0, 0.0);
    assertThat(samples.of(two, Measure.CPU_PER_1000)).as("the kernel's is not known").isEmpty();
    assertThat(progress.toString()).contains("round 2, few: one ");
    assertThat(written(suite, HOST, samples))
        .contains("there was none", "Measured beside other load", "routers-few.png", "| two |");
    assertThat(folder.resolve("routers-few.png")).isNotEmptyFile();
    written(suite, HOST, invented(samples, two, 1_000));
    assertThat(written(suite, HOST, invented(samples, two, 9_000)))
        .contains("**better**, two, few");
  }

  @Test
  void shouldMeasureBesideIdleConnectionsByGivenRatesAndTimeCommands() throws Exception {
    Suite suite =
        Suite.read(
            Files.writeString(
                folder.resolve("others.toml"),
                """
                engines.one = { kind = "router" }
                engines.busy = { kind = "router", idle = 50 }
                loads.typed = { kind = "echo" }
                loads.steady = { kind = "open-loop", rate = 100, connections = 4 }
                times = [ { of = "sid", runs = 2 } ]
                [[experiments]]
                title = "Others"
                engines = ["one", "busy"]
                loads = ["typed", "steady"]
                runs = 1
                duration = "1s"
                """));

    Samples samples = Bench.run(suite, DOES_NOTHING, new PrintWriter(new StringWriter()), NOBODY);

    assertThat(samples.of(new Case("Others", "typed", "busy"), Measure.P50))
        .singleElement()
        .satisfies(millis -> assertThat(millis).isPositive());
    assertThat(samples.of(new Case("Others", "steady", "busy"), Measure.REQUESTS))
        .singleElement()
        .satisfies(rate -> assertThat(rate).isBetween(1.0, 101.0));
    assertThat(written(suite, HOST, samples))
        .contains("echo, 1 byte, 1 connections", "open-loop at 100/s", "| `sid encode` | ours |");
  }

  @Test
  void shouldReportTheRestWhenAnExperimentFails() throws Exception {
    Suite suite =
        Suite.read(
            Files.writeString(
                folder.resolve("failing.toml"),
                """
                engines.one = { kind = "router" }
                loads.few = { size = "1KiB", connections = 4 }
                [[experiments]]
                title = "Never"
                engines = ["one"]
                loads = ["few"]
                links = { congestion-control = "no-such-thing" }
                [[experiments]]
                title = "Routers"
                engines = ["one"]
                loads = ["few"]
                runs = 1
                duration = "1s"
                """));
    StringWriter progress = new StringWriter();

    List<Boolean> heard = new ArrayList<>();
    Samples samples =
        Bench.run(
            suite,
            Path.of("unused"),
            new PrintWriter(progress),
            soFar -> heard.add(soFar.has("Routers")));

    assertThat(heard).as("a report after each").containsExactly(false, true);
    assertThat(progress.toString()).contains("Never ends here: ");
    assertThat(written(suite, HOST, samples)).contains("Not measured to its end", "| one |");
  }

  @Test
  void shouldKeepWhatIsNotMadeAgainAndSayWhereItComesFrom() throws Exception {
    Suite suite = twoExperiments("'one'", 1);

    String first = written(suite, HOST, inventedFor(suite));
    String second = written(suite, LATER, inventedFor(suite.only(Pattern.compile("^Sec"))));

    assertThat(first).doesNotContain("Made on");
    assertThat(second)
        .contains(
            "on 2026-11-02. What is from another run says so",
            "## First\n\nMade on 2026-11-01, commit a, beside other load (50 % busy).\n\n### few",
            "![few](first-few.png)",
            "## Second\n\n### few",
            "## Times\n\nMade on 2026-11-01, commit a,",
            "| `sid encode` | ours |");
    HostFacts sameDay = new HostFacts(LATER.day(), LATER.lines(), 0.01);
    assertThat(written(suite, sameDay, inventedFor(suite.only(Pattern.compile("Times|First")))))
        .doesNotContain("Made on", "another run");
  }

  @Test
  void shouldKeepWhatWasMadeBeforeReportsSaidWhen() throws Exception {
    Suite suite = twoExperiments("'one'", 1);
    written(suite, HOST, inventedFor(suite));
    Files.delete(folder.resolve("made.csv"));

    assertThat(written(suite, LATER, inventedFor(suite.only(Pattern.compile("Second")))))
        .contains("## First\n\nMade before reports said when.\n\n### few", "| one |");
  }

  @Test
  void shouldShowWhatAnOlderRunHasOfAnExperimentThatIsAnotherNow() throws Exception {
    Suite suite = twoExperiments("'one'", 1);
    written(suite, HOST, inventedFor(suite));

    assertThat(written(twoExperiments("'one', 'two'", 5), LATER, new Samples()))
        .doesNotContain("| two |")
        .contains("1 runs of", "| one | 1 000 |", "Not measured to their end: two.");
  }

  private Suite twoExperiments(String enginesOfFirst, int runsOfFirst) throws Exception {
    return Suite.read(
        Files.writeString(
            folder.resolve("pair.toml"),
            """
            engines.one = { kind = "router" }
            engines.two = { kind = "router" }
            loads.few = { size = "1KiB", connections = 4 }
            times = [ { of = "sid", runs = 1 } ]
            [[experiments]]
            title = "First"
            engines = [%s]
            loads = ["few"]
            runs = %d
            [[experiments]]
            title = "Second"
            engines = ["one"]
            loads = ["few"]
            runs = 1
            """
                .formatted(enginesOfFirst, runsOfFirst)));
  }

  /** A number for each engine of it. */
  private static Samples inventedFor(Suite suite) {
    Samples samples = new Samples();
    for (Experiment experiment : suite.experiments()) {
      for (String engine : experiment.engines()) {
        samples.add(new Case(experiment.title(), "few", engine), Measure.REQUESTS, 1_000);
      }
    }
    for (TimeSpec time : suite.times()) {
      samples.add(new Case(TimeSpec.EXPERIMENT, time.of().label(), "ours"), Measure.SECONDS, 0.25);
    }
    return samples;
  }

  private String written(Suite suite, HostFacts host, Samples samples) throws IOException {
    return Files.readString(Report.over(suite, host, folder).write(samples));
  }

  /** The same series with numbers that hardly vary. */
  private static Samples invented(Samples samples, Case which, double value) {
    Samples invented = new Samples();
    samples.forEach(
        (of, measure, run, _) ->
            invented.add(of, measure, run + (of.equals(which) ? value : 1_000)));
    return invented;
  }
}
