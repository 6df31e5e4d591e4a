package org.srv6pipes.dist.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.srv6pipes.service.config.ConfigSchema;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** Manual pages, completion, example files, help and reference say the same. */
class PapersTest {

  private static final Pattern KEY = Pattern.compile("(?m)^\\| `([^`]+)` \\| .* \\| (.*) \\|$");
  private static final Pattern HEADER = Pattern.compile("(?m)^### `(\\[.*\\])`$");

  private static final String COMPLETE =
      """
      . "$0"
      compopt() { :; }
      COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
      _complete_srv6pipes
      echo "${COMPREPLY[@]}"
      """;

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    Papers.write(folder);
  }

  static Stream<CommandLine> commands() {
    return ManPage.of(Program.commandLine()).map(ManPage::command);
  }

  static List<ConfigSchema<?>> roles() {
    return Papers.ROLES;
  }

  /** What a reader of the page sees, in one line. */
  private static String page(CommandLine command) throws IOException {
    String source = Files.readString(folder.resolve("man1").resolve(name(command) + ".1"));
    return inOneLine(source.replaceAll("\\\\&|(?m)^\\.(TP|B|nf|fi)\\b ?", "").replace("\\-", "-"))
        .replace("\\e", "\\");
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName("-");
  }

  private static String inOneLine(String words) {
    return words.replaceAll("\\s+", " ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldSayInTheManualPageAllThatTheHelpSays(CommandLine command) throws IOException {
    String page = page(command);

    // The help puts names beside words in columns, and breaks the synopsis anywhere.
    String help = command.getUsageMessage(Ansi.OFF).replaceFirst("(?s)Usage: .*?\n\n", "");
    for (String line : help.lines().toList()) {
      for (String piece : line.strip().split("\\s{2,}")) {
        if (!piece.matches("[A-Z][a-z ]*:|\\*?-.*|")) {
          assertThat(page).as(name(command) + ": " + line).contains(inOneLine(piece));
        }
      }
    }
    command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .flatMap(option -> Stream.of(option.names()))
        .forEach(option -> assertThat(page).contains(option));
    assertThat(page).contains("EXAMPLES", "SYNOPSIS", "EXIT STATUS", "SEE ALSO");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void shouldCompleteEveryCommandAndOption(CommandLine command) throws IOException {
    String script = Files.readString(folder.resolve("completion/srv6pipes"));
    String function = "_picocli_" + command.getCommandSpec().qualifiedName("_").replace("-", "");
    String own = script.substring(script.indexOf("function " + function + "()"));

    for (String word : command.getSubcommands().keySet()) {
      assertThat(own).contains(word);
    }
    command.getCommandSpec().options().stream()
        .filter(option -> !option.hidden())
        .flatMap(option -> Stream.of(option.names()))
        .forEach(option -> assertThat(own).as(name(command)).contains("'" + option + "'"));
  }

  @Test
  void shouldCompleteInAShell() throws Exception {
    assertThat(completions("srv6pipes", "chec")).isEqualTo("check");
    assertThat(completions("srv6pipes", "sid", "en")).isEqualTo("encode");
    assertThat(completions("srv6pipes", "check", "--print")).isEqualTo("--print-effective");
    assertThat(completions("srv6pipes", "check", "--role", "res")).isEqualTo("resolver");
  }

  private static String completions(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("bash", "-c", COMPLETE));
    command.add(folder.resolve("completion/srv6pipes").toString());
    command.addAll(List.of(words));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  @ParameterizedTest
  @MethodSource("roles")
  void shouldHoldInTheExampleFileWhatTheReferenceLists(ConfigSchema<?> role) throws IOException {
    String example = Files.readString(folder.resolve("examples/" + role.role() + ".toml"));
    String words = inOneLine(example.replaceAll("(?m)^#+ ?", ""));

    for (Matcher key = KEY.matcher(role.reference()); key.find(); ) {
      assertThat(example).containsPattern("(?m)^#" + Pattern.quote(key.group(1)) + " = .");
      assertThat(words).contains(inOneLine(key.group(2).replace("\\|", "|")));
    }
    for (Matcher header = HEADER.matcher(role.reference()); header.find(); ) {
      assertThat(example).containsPattern("(?m)^#?" + Pattern.quote(header.group(1)) + "$");
    }
  }
}
