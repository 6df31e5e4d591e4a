package org.srv6pipes.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.srv6pipes.benchmarks.experiment.Suite;
import org.srv6pipes.benchmarks.measure.Case;
import org.srv6pipes.benchmarks.measure.Measure;
import org.srv6pipes.benchmarks.measure.Samples;
import org.srv6pipes.benchmarks.report.HostFacts;
import org.srv6pipes.benchmarks.report.Report;
import org.srv6pipes.lab.test.NamespaceTest;

@NamespaceTest(tools = {"wrk", "nginx", "rsvg-convert"})
final class BenchTest {

  private static final HostFacts HOST = new HostFacts(List.of("a machine"), 0.5);

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

    Samples samples = Bench.run(suite, Path.of("unused"), new PrintWriter(progress));

    Case two = new Case("Routers", "few", "two");
    assertThat(samples.of(two, Measure.REQUESTS)).hasSize(2).allMatch(rate -> rate > 1);
    assertThat(samples.of(two, Measure.ERRORS)).containsExactly(0.0, 0.0);
    assertThat(samples.of(two, Measure.CPU_PER_1000)).as("the kernel's is not known").isEmpty();
    assertThat(progress.toString()).contains("round 2, few: one ");
    assertThat(Files.readString(Report.write(suite, HOST, samples, folder)))
        .contains("there was none", "Measured beside other load", "routers-few.png", "| two |");
    assertThat(folder.resolve("routers-few.png")).isNotEmptyFile();
    Report.write(suite, HOST, invented(samples, two, 1_000), folder);
    assertThat(Files.readString(Report.write(suite, HOST, invented(samples, two, 9_000), folder)))
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

    Samples samples = Bench.run(suite, DOES_NOTHING, new PrintWriter(new StringWriter()));

    assertThat(samples.of(new Case("Others", "typed", "busy"), Measure.P50))
        .singleElement()
        .satisfies(millis -> assertThat(millis).isPositive());
    assertThat(samples.of(new Case("Others", "steady", "busy"), Measure.REQUESTS))
        .singleElement()
        .satisfies(rate -> assertThat(rate).isBetween(1.0, 101.0));
    assertThat(Files.readString(Report.write(suite, HOST, samples, folder)))
        .contains("echo, 1 bytes", "open-loop at 100/s", "| `sid encode` | ours |");
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

    Samples samples = Bench.run(suite, Path.of("unused"), new PrintWriter(progress));

    assertThat(progress.toString()).contains("Never ends here: ");
    assertThat(Files.readString(Report.write(suite, HOST, samples, folder)))
        .contains("Not measured to its end", "| one |");
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
