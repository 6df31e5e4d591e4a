package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import picocli.CommandLine;

/** The help of every command. */
class ExamplesTest {

  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

  @TestFactory
  Stream<DynamicTest> everyCommandShowsExamplesOfItsOwnThatItUnderstands() {
    return commands(Program.commandLine())
        .map(command -> DynamicTest.dynamicTest(name(command), () -> check(command)));
  }

  private static Stream<CommandLine> commands(CommandLine command) {
    Set<CommandLine> inner = Set.copyOf(command.getSubcommands().values());
    return Stream.concat(Stream.of(command), inner.stream().flatMap(ExamplesTest::commands));
  }

  private static void check(CommandLine command) {
    String help = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    List<String> examples = examples(command);

    assertThat(help).contains("Exit codes:");
    assertThat(help.lines().map(String::strip).toList())
        .as("a reader of the help of %s can paste what it says", name(command))
        .containsAll(footerLines(command));
    assertThat(examples).as("examples of " + name(command)).isNotEmpty();
    assertThat(help.indexOf("Examples:")).isBetween(0, help.indexOf("Usage:"));
    for (String example : examples) {
      String[] arguments = words(example).toArray(String[]::new);
      assertThatCode(() -> Program.commandLine().parseArgs(arguments))
          .as(example)
          .doesNotThrowAnyException();
    }
  }

  /** A line that is too long would be broken where a shell does not expect it. */
  private static List<String> footerLines(CommandLine command) {
    return Stream.of(command.getCommandSpec().usageMessage().footer()).map(String::strip).toList();
  }

  /** Lines that begin with the command, put together where a backslash parts them. */
  private static List<String> examples(CommandLine command) {
    String footer = String.join("\n", command.getCommandSpec().usageMessage().footer());
    return footer
        .replace("\\\n", " ")
        .lines()
        .map(String::strip)
        .filter(line -> line.startsWith(name(command)))
        .toList();
  }

  /** Without the command, and up to what the shell understands itself. */
  private static List<String> words(String example) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(example);
    while (matcher.find()) {
      words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
    return words.stream().skip(1).takeWhile(word -> !"<>|#".contains(word)).toList();
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }
}
