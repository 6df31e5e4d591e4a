package org.srv6pipes.dist.cli;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The manual page of one command, from what its {@code --help} is made of. */
record ManPage(CommandLine command) {

  private static final String SECTION = "1";

  /** Every command, and those below it, each once whatever names it has. */
  static Stream<ManPage> of(CommandLine command) {
    return Stream.concat(
        Stream.of(new ManPage(command)),
        command.getSubcommands().values().stream().distinct().flatMap(ManPage::of));
  }

  /** As {@code man} finds it: {@code srv6pipes-sid-encode}. */
  String name() {
    return spec().qualifiedName("-");
  }

  String fileName() {
    return name() + "." + SECTION;
  }

  private CommandSpec spec() {
    return command.getCommandSpec();
  }

  /** The page in the language of man(7). */
  String text(String version) {
    return ".TH \"%s\" \"%s\" \"\" \"srv6pipes %s\" \"srv6pipes\"\n"
            .formatted(escaped(name().toUpperCase(Locale.ROOT)), SECTION, version)
        + section("NAME", escaped(name() + " - " + header()) + "\n")
        + section("SYNOPSIS", preformatted(synopsis()))
        + section("DESCRIPTION", description())
        + section("EXAMPLES", preformatted(examples()))
        + section("PARAMETERS", parameters())
        + section("OPTIONS", options())
        + section("COMMANDS", commands())
        + section("EXIT STATUS", exitCodes())
        + section("SEE ALSO", seeAlso());
  }

  private String header() {
    return String.join(" ", spec().usageMessage().header());
  }

  private String synopsis() {
    return command.getHelp().synopsis(0).stripTrailing();
  }

  private String description() {
    String words = String.join(" ", spec().usageMessage().description());
    return words.isEmpty() ? "" : escaped(words) + "\n";
  }

  private String examples() {
    return String.join("\n", spec().usageMessage().footer());
  }

  private String parameters() {
    return spec().positionalParameters().stream()
        .filter(parameter -> !parameter.hidden())
        .map(parameter -> item(title(parameter), description(parameter)))
        .collect(joining());
  }

  private String options() {
    return spec().options().stream()
        .filter(option -> !option.hidden())
        .map(option -> item(title(option), description(option)))
        .collect(joining());
  }

  private String title(PositionalParamSpec parameter) {
    return label(parameter);
  }

  private String title(OptionSpec option) {
    return String.join(", ", option.names()) + label(option);
  }

  private String label(ArgSpec argument) {
    return command
        .getHelp()
        .parameterLabelRenderer()
        .renderParameterLabel(argument, Ansi.OFF, List.of())
        .toString();
  }

  private static String description(ArgSpec argument) {
    return Ansi.OFF.string(String.format(String.join("%n", argument.description())));
  }

  private String commands() {
    return command.getSubcommands().values().stream()
        .distinct()
        .map(ManPage::new)
        .map(page -> item(page.command.getCommandName(), page.header()))
        .collect(joining());
  }

  private String exitCodes() {
    Map<String, String> codes = spec().usageMessage().exitCodeList();
    return codes.entrySet().stream()
        .map(code -> item(code.getKey().strip(), code.getValue()))
        .collect(joining());
  }

  private String seeAlso() {
    CommandLine above = command.getParent();
    Stream<CommandLine> others =
        above == null ? command.getSubcommands().values().stream().distinct() : Stream.of(above);
    return others
            .map(ManPage::new)
            .map(page -> ".BR " + escaped(page.name()) + " (" + SECTION + ")")
            .collect(joining(",\n"))
        + "\n";
  }

  private static String section(String title, String content) {
    return content.isBlank() ? "" : ".SH " + title + "\n" + content;
  }

  private static String item(String title, String words) {
    return ".TP\n.B " + escaped(title) + "\n" + escaped(words) + "\n";
  }

  private static String preformatted(String lines) {
    return lines.isBlank() ? "" : ".nf\n" + escaped(lines) + "\n.fi\n";
  }

  /** A backslash, a hyphen and a line that begins like a request would mean something else. */
  private static String escaped(String words) {
    return Arrays.stream(words.split("\n"))
        .map(line -> line.replace("\\", "\\e").replace("-", "\\-"))
        .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
        .collect(joining("\n"));
  }
}
