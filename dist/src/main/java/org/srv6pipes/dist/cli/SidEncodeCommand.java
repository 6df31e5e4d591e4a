package org.srv6pipes.dist.cli;

import java.util.concurrent.Callable;
import org.srv6pipes.dist.cli.KnownFunctions.Known;
import org.srv6pipes.function.Parameters;
import org.srv6pipes.function.Problems;
import org.srv6pipes.wire.ChainStep;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Prefix;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code srv6pipes sid encode PREFIX CHAIN} */
@Command(
    name = "encode",
    header = "Print the SID of each step of a chain, in their order.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes sid encode fc00:1::/80 'xor(0x55)'",
      "  srv6pipes sid encode fc00:1::/80 'zstd-compress(level=3) | xor(key=0x55)'"
    })
final class SidEncodeCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private FunctionOptions options;

  @CommandLine.Parameters(index = "0", paramLabel = "PREFIX", description = "The proxy's prefix.")
  private Ipv6Prefix prefix;

  @CommandLine.Parameters(
      index = "1",
      paramLabel = "CHAIN",
      description = "Functions, as in 'name(value, key=value) | name'.")
  private ChainText chain;

  @Override
  public Integer call() throws Exception {
    try (KnownFunctions functions = options.load()) {
      for (ChainStep step : chain.steps()) {
        spec.commandLine().getOut().println(encode(functions, step));
      }
    }
    return ExitCode.OK;
  }

  private String encode(KnownFunctions functions, ChainStep step) throws CommandException {
    Known function = functions.named(step.name());
    Problems problems = new Problems();
    Parameters parameters =
        function.descriptor().parameters().encode(Steps.arguments(step), problems);
    if (!problems.isEmpty()) {
      throw new CommandException(ExitCode.USAGE, step + ": " + problems);
    }
    try {
      return functions.layout().encode(prefix, function.number(), parameters.bits()).toString();
    } catch (IllegalArgumentException misfit) {
      throw new CommandException(ExitCode.USAGE, String.valueOf(misfit.getMessage()));
    }
  }
}
