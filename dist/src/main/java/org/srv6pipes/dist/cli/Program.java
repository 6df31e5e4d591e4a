package org.srv6pipes.dist.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_HEADER;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import picocli.CommandLine;
import picocli.CommandLine.Help.ColorScheme;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line as a whole: its subcommands, the order of its help, and how it says that
 * something is wrong.
 */
public final class Program {

  private Program() {}

  /**
   * Runs one command.
   *
   * @return the exit code
   */
  public static int run(String... arguments) {
    return commandLine().execute(arguments);
  }

  static CommandLine commandLine() {
    CommandLine commandLine =
        new CommandLine(new RootCommand())
            .addSubcommand(new DemoCommand())
            .addSubcommand(new PipeCommand())
            .addSubcommand(new ProxyCommand())
            .addSubcommand(new ServerCommand())
            .addSubcommand(new ClientCommand())
            .addSubcommand(new ResolverCommand())
            .addSubcommand(new ResolveCommand())
            .addSubcommand(new RunCommand())
            .addSubcommand(new StatusCommand())
            .addSubcommand(new FlowsCommand())
            .addSubcommand(new TopCommand())
            .addSubcommand(new ReloadCommand())
            .addSubcommand(new DrainCommand())
            .addSubcommand(new LogLevelCommand())
            .addSubcommand(new ShareFilesCommand())
            .addSubcommand(new CheckCommand())
            .addSubcommand(new ExplainCommand())
            .addSubcommand(new RulesCommand())
            .addSubcommand(new SidCommand())
            .addSubcommand(new DecodeCommand())
            .addSubcommand(new FunctionsCommand())
            .addSubcommand(new LabCommand())
            .addSubcommand(new VersionCommand());
    read(commandLine, Ipv6Address.class, Ipv6Address::parse);
    read(commandLine, Ipv6Prefix.class, Ipv6Prefix::parse);
    read(commandLine, ChainText.class, ChainText::parse);
    read(commandLine, InetSocketAddress.class, SocketAddresses::parse);
    commandLine.setCaseInsensitiveEnumValuesAllowed(true);
    commandLine.setParameterExceptionHandler(Program::explainUsage);
    commandLine.setExecutionExceptionHandler(Program::explainFailure);
    commandLine.setHelpSectionKeys(examplesFirst(commandLine.getHelpSectionKeys()));
    return commandLine;
  }

  /** Arguments of a type whose parser says itself what is wrong. */
  private static <T> void read(CommandLine commandLine, Class<T> type, Function<String, T> parser) {
    commandLine.registerConverter(
        type,
        text -> {
          try {
            return parser.apply(text);
          } catch (IllegalArgumentException refused) {
            throw new TypeConversionException(refused.getMessage());
          }
        });
  }

  /** Examples are the footer of each command, which here stands right below the header. */
  private static List<String> examplesFirst(List<String> sections) {
    List<String> examples = List.of(SECTION_KEY_FOOTER_HEADING, SECTION_KEY_FOOTER);
    List<String> ordered = new ArrayList<>(sections);
    ordered.removeAll(examples);
    ordered.addAll(ordered.indexOf(SECTION_KEY_HEADER) + 1, examples);
    return ordered;
  }

  private static int explainUsage(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(command.getColorScheme().errorText(name(command) + ": " + wrong.getMessage()));
    UnmatchedArgumentException.printSuggestions(wrong, err);
    err.println("Try: " + name(command) + " --help");
    return ExitCode.USAGE;
  }

  private static int explainFailure(Exception failure, CommandLine command, ParseResult parsed) {
    command.getErr().println(explanation(failure, command));
    return switch (failure) {
      case ConfigException _, PluginException _ -> ExitCode.USAGE;
      case CommandException known -> known.exitCode();
      default -> ExitCode.FAILED;
    };
  }

  /** What is not foreseen is a fault of ours: whoever reports it needs the whole of it. */
  private static String explanation(Exception failure, CommandLine command) {
    ColorScheme colours = command.getColorScheme();
    return switch (failure) {
      case ConfigException _, PluginException _ ->
          colours.errorText(failure.getMessage()).toString();
      case CommandException _, LabException _, RulesException _, LinuxException _ ->
          colours.errorText(name(command) + ": " + failure.getMessage()).toString();
      default -> colours.richStackTraceString(failure);
    };
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }
}
