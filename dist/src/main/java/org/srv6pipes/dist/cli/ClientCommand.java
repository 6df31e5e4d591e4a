package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.ClientRole;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes client -c FILE} */
@Command(
    name = "client",
    header = "Lead this host's new connections into the chains that a resolver names.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo 'resolvers = [\"[2001:db8::53]:53\"]' > client.toml",
      "  srv6pipes client -c client.toml"
    })
final class ClientCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private LogOptions log;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration file.")
  private Path file;

  @Override
  public Integer call() throws Exception {
    log.apply();
    Signals signals = Signals.listen();
    ClientRole role = start(ClientConfig.SCHEMA.load(file));
    while (signals.next() == Signals.Request.RELOAD) {
      reload(role);
    }
    role.stop();
    return ExitCode.OK;
  }

  private ClientRole start(Config<ClientConfig> config) throws CommandException {
    try {
      return ClientRole.start(config, this::say);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }

  /** A file that is wrong changes nothing: the role goes on with what it has. */
  private void reload(ClientRole role) {
    try {
      role.reload(ClientConfig.SCHEMA.load(file));
      say("reloaded");
    } catch (ConfigException e) {
      spec.commandLine().getErr().println("not reloaded: " + e.getMessage());
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
