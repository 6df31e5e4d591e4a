package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.ProgramRun;
import org.srv6pipes.service.Reason;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes run --chain CHAIN -- COMMAND} */
@Command(
    name = "run",
    header = "Run one program with its connections in a chain; no trace of it stays.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes run --chain 'zstd-compress | zstd-decompress' -- \\",
      "      curl http://www.example.test/",
      "  srv6pipes run --segments fc00:1::aaaa:0:55,fc00:2::aaaa:0:55 -- \\",
      "      ssh server.example.test"
    })
final class RunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private LogOptions log;
  @Mixin private ResolverOptions resolver;

  @ArgGroup(exclusive = true, multiplicity = "1")
  private What what = new What();

  @CommandLine.Parameters(
      arity = "0..*",
      paramLabel = "COMMAND",
      description = "The program and its arguments.")
  private List<String> command = List.of();

  /** Where the segments come from. */
  static final class What {
    @Option(
        names = "--chain",
        paramLabel = "CHAIN",
        description = "The functions; the resolver says which proxies run them.")
    private @Nullable ChainText chain;

    @Option(
        names = "--segments",
        split = ",",
        paramLabel = "SID",
        description = "The SIDs themselves, in the order in which bytes to the server meet them.")
    private List<Ipv6Address> segments = List.of();

    @Option(
        names = ProgramRun.UNDO,
        hidden = true,
        defaultValue = "",
        description = "Clean up after a run that was killed.")
    private String undo;
  }

  @Override
  public Integer call() throws Exception {
    log.apply();
    if (!what.undo.isEmpty()) {
      ProgramRun.undo(what.undo);
      return ExitCode.OK;
    }
    if (command.isEmpty()) {
      throw new CommandLine.ParameterException(spec.commandLine(), "say which program to run");
    }
    return ProgramRun.run(sids(), command);
  }

  private List<Ipv6Address> sids() throws CommandException {
    ChainText chain = what.chain;
    if (chain == null) {
      return what.segments;
    }
    try {
      return resolver.lookup().compose(chain).forward();
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, Reason.withFile(e));
    }
  }
}
