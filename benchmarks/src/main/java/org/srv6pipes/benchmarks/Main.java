package org.srv6pipes.benchmarks;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.srv6pipes.benchmarks.experiment.Suite;
import org.srv6pipes.benchmarks.inner.InnerLoops;
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
      "  srv6pipes bench full --only Latency",
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
          "quick, full, search, links, targets, jmh, or a file of experiments such as"
              + " benchmarks/experiments/quick.toml.")
  private String suite = "";

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "Where the report goes; by default over the last one in benchmarks/reports.")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--only",
      paramLabel = "PATTERN",
      description =
          "Only experiments whose titles hold this regular expression, `Times` for what is timed;"
              + " for jmh, only benchmarks whose names do. What the last report has of the others"
              + " stays in it.")
  private Optional<Pattern> only = Optional.empty();

  private Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    commandLine.setParameterExceptionHandler(Main::explainUsage);
    commandLine.setExecutionExceptionHandler(Main::explain);
    return commandLine;
  }

  private static int explainUsage(CommandLine.ParameterException wrong, String[] arguments) {
    PrintWriter err = wrong.getCommandLine().getErr();
    err.println(wrong.getMessage());
    err.println("Try: srv6pipes bench --help");
    return CommandLine.ExitCode.USAGE;
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
    spec.commandLine().getOut().println(INNER_LOOPS.equals(suite) ? time() : compare());
    return 0;
  }

  private Path time() throws Exception {
    requireOne(InnerLoops.names());
    return InnerLoops.run(only, HostFacts.dayAndCommit(HOME), folder(suite));
  }

  private Path compare() throws Exception {
    PrintWriter progress = spec.commandLine().getOut();
    Suite all = Suite.read(file());
    requireOne(all.titles());
    Suite chosen = only.isPresent() ? all.only(only.get()) : all;
    Report report = Report.over(all, HostFacts.gather(HOME), folder(all.name()));
    Bench.run(chosen, HOME.resolve("srv6pipes"), progress, report::write);
    return report.page();
  }

  private void requireOne(List<String> names) {
    if (only.isPresent() && names.stream().noneMatch(only.get().asPredicate())) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--only: '%s' is found in none of '%s'"
              .formatted(only.get(), String.join("', '", names)));
    }
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
