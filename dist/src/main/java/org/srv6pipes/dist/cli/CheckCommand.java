package org.srv6pipes.dist.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.Functions;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.service.config.Config;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes check -c FILE} */
@Command(
    name = "check",
    header = "Say all that is wrong with a proxy's configuration, without starting anything.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  srv6pipes check -c proxy.toml",
      "  srv6pipes check -c proxy.toml --print-effective"
    })
final class CheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration file.")
  private Path file;

  @Option(
      names = "--print-effective",
      description =
          "Print the whole configuration that would be in force: defaults marked, secrets masked.")
  private boolean printEffective;

  @Override
  public Integer call() throws Exception {
    Config<ProxyConfig> config = ProxyConfig.SCHEMA.load(file);
    try (FunctionTable functions = Functions.of(config)) {
      String effective = config.effective(new FunctionSettings(functions)).stripTrailing();
      spec.commandLine().getOut().println(printEffective ? effective : file + ": nothing is wrong");
    }
    return ExitCode.OK;
  }
}
