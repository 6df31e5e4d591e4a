package org.srv6pipes.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.srv6pipes.benchmarks.experiment.Suite;
import org.srv6pipes.benchmarks.inner.InnerLoops;
import org.srv6pipes.benchmarks.measure.Samples;
import org.srv6pipes.benchmarks.report.HostFacts;
import org.srv6pipes.benchmarks.report.Report;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.service.config.ConfigException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code srv6pipes bench}: where the launcher enters. */
@Command(
    name = "srv6pipes bench",
    header =
        "Compare this proxy with routers and other proxies, in namespaces, and write a report.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes bench quick",
      "  srv6pipes bench full",
      "  srv6pipes bench my-experiments.toml --out /tmp/report",
      "  srv6pipes bench jmh"
    })
final class Main implements Callable<Integer> {

  private static final String ENDING = ".toml";
  private static final String INNER_LOOPS = "jmh";

  /** The folder of the launcher. */
  private static final Path HOME = Path.of(System.getProperty("srv6pipes.home", "."));

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "SUITE",
      description =
          "quick, full, or a file of experiments such as benchmarks/experiments/quick.toml.")
  private String suite = "";

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where the report goes; by default over the last one in benchmarks/reports.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      defaultValue = "",
      description = "For jmh: only benchmarks whose names match.")
  private String only = "";

  private Main() {}

  public static void main(String[] args) {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setExecutionExceptionHandler(Main::explain);
    System.exit(commandLine.execute(args));
  }

  private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed)
      throws Exception {
    return switch (failure) {
      case ConfigException _, LabException _ -> {
        command.getErr().println(failure.getMessage());
        yield 1;
      }
      default -> throw failure;
    };
  }

  @Override
  public Integer call() throws Exception {
    Path written = INNER_LOOPS.equals(suite) ? InnerLoops.run(only, folder(suite)) : compare();
    spec.commandLine().getOut().println(written);
    return 0;
  }

  private Path compare() throws Exception {
    PrintWriter progress = spec.commandLine().getOut();
    Suite experiments = Suite.read(file());
    HostFacts host = HostFacts.gather(HOME);
    Samples samples = Bench.run(experiments, HOME.resolve("srv6pipes"), progress);
    return Report.write(experiments, host, samples, folder(experiments.name()));
  }

  private Path folder(String name) {
    return out.orElse(HOME.resolve("benchmarks/reports").resolve(name));
  }

  private Path file() {
    return suite.endsWith(ENDING)
        ? Path.of(suite)
        : HOME.resolve("benchmarks/experiments").resolve(suite + ENDING);
  }
}
