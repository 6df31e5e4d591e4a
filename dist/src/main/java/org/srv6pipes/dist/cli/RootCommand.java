package org.srv6pipes.dist.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * {@code srv6pipes} alone: the help. What it says about help, version and exit codes holds for
 * every subcommand.
 */
@Command(
    name = "srv6pipes",
    header =
        "Unix pipes for the network: functions on the bytes of a TCP connection, named by IPv6"
            + " segments.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes proxy -c proxy.toml",
      "  srv6pipes sid encode fc00:1::/80 'xor(key=0x55)'",
      "  srv6pipes functions"
    },
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = VersionCommand.Provider.class,
    scope = ScopeType.INHERIT,
    synopsisHeading = "%nUsage: ",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%nParameters:%n",
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:it worked",
      "1:it failed",
      "2:the command line or a configuration file is wrong",
      "3:the machine lacks something; the message says what and how to get it"
    },
    sortOptions = false)
final class RootCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    CommandLine commandLine = spec.commandLine();
    commandLine.usage(commandLine.getOut());
  }
}
