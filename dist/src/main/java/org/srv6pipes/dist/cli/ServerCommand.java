package org.srv6pipes.dist.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.ServerRole;
import org.srv6pipes.endhost.server.ServerConfig;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes server -c FILE} */
@Command(
    name = "server",
    header =
        "Let the TCP services of this host answer along the return path that a connection names.",
    footerHeading = "%nExamples:%n",
    footer = {"  touch server.toml", "  srv6pipes server -c server.toml"})
final class ServerCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private LogOptions log;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration file, which may be empty.")
  private Path file;

  @Override
  public Integer call() throws Exception {
    log.apply();
    Signals signals = Signals.listen();
    ServerRole role = ServerRole.start(ServerConfig.SCHEMA.load(file), this::say);
    while (signals.next() == Signals.Request.RELOAD) {
      reload(role);
    }
    role.stop();
    return ExitCode.OK;
  }

  /** A file that is wrong changes nothing: the role goes on with what it has. */
  private void reload(ServerRole role) {
    try {
      role.reload(ServerConfig.SCHEMA.load(file));
      say("reloaded");
    } catch (ConfigException | RulesException e) {
      spec.commandLine().getErr().println("not reloaded: " + e.getMessage());
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
