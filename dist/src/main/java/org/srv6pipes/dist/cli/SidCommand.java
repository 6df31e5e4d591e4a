package org.srv6pipes.dist.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes sid} */
@Command(
    name = "sid",
    header = "Turn a function with its parameters into a SID, and back.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes sid encode fc00:1::/80 'xor(0x55)'",
      "  srv6pipes sid decode fc00:1::aaaa:0:55"
    },
    subcommands = {SidEncodeCommand.class, SidDecodeCommand.class})
final class SidCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "say encode or decode");
  }
}
