package org.srv6pipes.dist.cli;

import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_FOOTER_HEADING;
import static picocli.CommandLine.Model.UsageMessageSpec.SECTION_KEY_HEADER;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.srv6pipes.lab.LabException;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.ValueTypes;
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

  /** In the order of the help, each under the name that it has itself. */
  private static final Map<String, Supplier<Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("demo", DemoCommand::new);
    COMMANDS.put("pipe", PipeCommand::new);
    COMMANDS.put("proxy", ProxyCommand::new);
    COMMANDS.put("server", ServerCommand::new);
    COMMANDS.put("client", ClientCommand::new);
    COMMANDS.put("resolver", ResolverCommand::new);
    COMMANDS.put("resolve", ResolveCommand::new);
    COMMANDS.put("run", RunCommand::new);
    COMMANDS.put("status", StatusCommand::new);
    COMMANDS.put("flows", FlowsCommand::new);
    COMMANDS.put("top", TopCommand::new);
    COMMANDS.put("reload", ReloadCommand::new);
    COMMANDS.put("drain", DrainCommand::new);
    COMMANDS.put("log-level", LogLevelCommand::new);
    COMMANDS.put("share-files", ShareFilesCommand::new);
    COMMANDS.put("check", CheckCommand::new);
    COMMANDS.put("explain", ExplainCommand::new);
    COMMANDS.put("doctor", DoctorCommand::new);
    COMMANDS.put("rules", RulesCommand::new);
    COMMANDS.put("sid", SidCommand::new);
    COMMANDS.put("decode", DecodeCommand::new);
    COMMANDS.put("functions", FunctionsCommand::new);
    COMMANDS.put("lab", LabCommand::new);
    COMMANDS.put("version", VersionCommand::new);
  }

  private Program() {}

  /**
   * Runs one command.
   *
   * @return the exit code
   */
  public static int run(String... given) {
    String[] arguments = asOption(given);
    return run(commandLineFor(arguments), new FileOutputStream(FileDescriptor.out), arguments);
  }

  /** {@code help COMMAND} is what many try first. */
  static String[] asOption(String... given) {
    return given.length > 0 && given[0].equals("help")
        ? Stream.concat(Stream.of(given).skip(1), Stream.of("--help")).toArray(String[]::new)
        : given;
  }

  /** What cannot be written is a failure, of whatever command. */
  static int run(CommandLine commandLine, OutputStream standardOutput, String... arguments) {
    Output output = new Output(standardOutput);
    PrintWriter out = output.writer(System.out.charset());
    int exitCode = commandLine.setOut(out).execute(arguments);
    out.flush();
    Optional<String> loss = output.loss();
    loss.ifPresent(why -> complain(commandLine, "standard output: " + why));
    return loss.isPresent() && exitCode == ExitCode.OK ? ExitCode.FAILED : exitCode;
  }

  private static void complain(CommandLine command, String what) {
    String line = name(command) + ": " + what;
    command.getErr().println(command.getColorScheme().errorText(line));
  }

  static CommandLine commandLine() {
    return commandLine(COMMANDS.keySet());
  }

  /** Whoever names a command needs no other: to make all of them takes longer than a short one. */
  static CommandLine commandLineFor(String... arguments) {
    Optional<String> named =
        Stream.of(arguments).limit(1).filter(COMMANDS::containsKey).findFirst();
    return named.map(Set::of).map(Program::commandLine).orElseGet(Program::commandLine);
  }

  private static CommandLine commandLine(Set<String> commands) {
    CommandLine commandLine = new CommandLine(new RootCommand());
    COMMANDS.forEach(
        (name, command) -> {
          if (commands.contains(name)) {
            commandLine.addSubcommand(command.get());
          }
        });
    read(commandLine, Ipv6Address.class, Ipv6Address::parse);
    read(commandLine, Ipv6Prefix.class, Ipv6Prefix::parse);
    read(commandLine, ChainText.class, ChainText::parse);
    read(commandLine, Duration.class, ValueTypes::parseDuration);
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
    complain(command, String.valueOf(wrong.getMessage()));
    UnmatchedArgumentException.printSuggestions(wrong, command.getErr());
    command.getErr().println("Try: " + name(command) + " --help");
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
