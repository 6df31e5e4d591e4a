package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.ResolverRole;
import org.srv6pipes.resolver.ResolverConfig;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code srv6pipes resolver -c FILE} */
@Command(
    name = "resolver",
    header = "Run a DNS server that also says which proxies a connection shall take.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  printf 'listen = [\"[::1]:5300\"]\\n"
          + "upstreams = [\"[2001:db8::53]:53\"]\\n"
          + "' > resolver.toml",
      "  srv6pipes resolver -c resolver.toml"
    })
final class ResolverCommand implements Callable<Integer> {

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
    ResolverRole role = start(ResolverConfig.SCHEMA.load(file));
    while (signals.next() == Signals.Request.RELOAD) {
      reload(role);
    }
    role.stop();
    return ExitCode.OK;
  }

  private ResolverRole start(Config<ResolverConfig> config)
      throws ConfigException, CommandException {
    try {
      return ResolverRole.start(config, this::say);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }

  /** A file that is wrong changes nothing: the role goes on with what it has. */
  private void reload(ResolverRole role) {
    try {
      role.reload(ResolverConfig.SCHEMA.load(file));
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
