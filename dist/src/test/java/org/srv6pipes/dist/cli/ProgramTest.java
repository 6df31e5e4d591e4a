package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.srv6pipes.service.Json;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.Problem;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class ProgramTest {

  /** A command that ends as the test wants it. */
  @Command(name = "end")
  private record End(Callable<Integer> ending) implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      return ending.call();
    }
  }

  private static Shell.Result ending(Callable<Integer> how) {
    return Shell.run(Program.commandLine().addSubcommand(new End(how)), "end");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "-h", ""})
  void shouldExplainItselfWhenAskedOrGivenNothing(String argument) {
    Shell.Result result = argument.isEmpty() ? Shell.run() : Shell.run(argument);

    assertThat(result.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(result.out()).contains("Usage: srv6pipes", "Commands:", "Exit codes:");
  }

  @Test
  void shouldTakeTheWordHelpForTheOption() {
    assertThat(Program.asOption("help")).containsExactly("--help");
    assertThat(Program.asOption("help", "sid", "encode"))
        .containsExactly("sid", "encode", "--help");
    assertThat(Program.asOption("lab", "exec", "help")).containsExactly("lab", "exec", "help");
    assertThat(Program.asOption()).isEmpty();
  }

  @Test
  void shouldSayItsVersionInBothWays() {
    Shell.Result command = Shell.run("version");

    assertThat(command.out()).containsPattern("^srv6pipes \\d+\\.\\d+").contains("Java 25");
    assertThat(Shell.run("--version").out()).isEqualTo(command.out());
  }

  @Test
  void shouldSayItsVersionToScripts() {
    assertThat(Json.parse(Shell.run("version", "--json").out()))
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsOnlyKeys("version", "java", "linux", "machine");
  }

  @ParameterizedTest
  @ValueSource(strings = {"version", "--help", "functions"})
  void shouldFailWhenItsOutputCannotBeWritten(String command) throws IOException {
    StringWriter err = new StringWriter();
    try (OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
      assertThat(run(full, err, command)).isEqualTo(ExitCode.FAILED);
    }

    assertThat(err).hasToString("srv6pipes: standard output: No space left on device\n");
  }

  @Test
  void shouldEndWithoutAWordWhenNobodyReadsOn() throws IOException {
    StringWriter err = new StringWriter();
    Pipe pipe = Pipe.open();
    pipe.source().close();

    assertThat(run(Channels.newOutputStream(pipe.sink()), err, "functions")).isEqualTo(ExitCode.OK);

    assertThat(err.toString()).isEmpty();
  }

  private static int run(OutputStream out, StringWriter err, String command) {
    CommandLine commandLine =
        Program.commandLine()
            .setErr(new PrintWriter(err, true))
            .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    return Program.run(commandLine, out, command);
  }

  @Test
  void shouldMakeNoOtherCommandThanTheOneThatIsNamed() {
    Program.commandLine()
        .getSubcommands()
        .keySet()
        .forEach(
            name ->
                assertThat(Program.commandLineFor(name, "--help").getSubcommands())
                    .containsOnlyKeys(name));
    assertThat(Program.commandLineFor("versoin").getSubcommands().keySet())
        .isEqualTo(Program.commandLine().getSubcommands().keySet());
  }

  @Test
  void shouldSuggestTheCommandThatWasMeant() {
    Shell.Result result = Shell.run("versoin");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .contains("'versoin'", "Try: srv6pipes --help")
        .containsPattern("Did you mean: .*srv6pipes version");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void shouldNameTheSubcommandWhoseOptionIsUnknown() {
    Shell.Result result = Shell.run("version", "--quiet");

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .startsWith("srv6pipes version: Unknown option: '--quiet'")
        .contains("Try: srv6pipes version --help");
  }

  @Test
  void shouldTellProblemsOfAFileAsTheyAreAndExitWithTwo() {
    Problem problem = new Problem(Path.of("proxy.toml"), 3, "queue", "is text; wanted: a number");

    Shell.Result result =
        ending(
            () -> {
              throw new ConfigException(List.of(problem));
            });

    assertThat(result.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).isEqualTo("proxy.toml:3: queue: is text; wanted: a number\n");
  }

  @Test
  void shouldTellAForeseenFailureInOneLineWithItsOwnExitCode() {
    Shell.Result result =
        ending(
            () -> {
              throw new CommandException(ExitCode.MISSING, "ip6tables is not here");
            });

    assertThat(result.exitCode()).isEqualTo(ExitCode.MISSING);
    assertThat(result.err()).isEqualTo("srv6pipes end: ip6tables is not here\n");
  }

  @Test
  void shouldShowTheWholeOfWhatIsNotForeseen() {
    Shell.Result result =
        ending(
            () -> {
              throw new IllegalStateException("a fault of ours");
            });

    assertThat(result.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(result.err()).contains("IllegalStateException: a fault of ours", "\tat ");
  }
}
