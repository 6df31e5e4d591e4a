package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.srv6pipes.dist.Role;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.ConfigSchema;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Runs a role until a signal stops it; SIGHUP reads its file again.
 *
 * @param <C> the role's configuration
 */
abstract class RoleCommand<C> implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private LogOptions log;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The configuration file.")
  private Path file;

  abstract ConfigSchema<C> schema();

  /**
   * @param ready receives the line that says that the role serves
   */
  abstract Role<C> start(Config<C> config, Consumer<String> ready)
      throws ConfigException, IOException;

  @Override
  public final Integer call() throws Exception {
    log.apply();
    Attendance attendance = new Attendance(Signals.listen());
    Role<C> role = startOrSayWhyNot(schema().load(file), attendance);
    attendance.untilStop(() -> reload(role));
    role.stop();
    return ExitCode.OK;
  }

  private Role<C> startOrSayWhyNot(Config<C> config, Attendance attendance)
      throws ConfigException, CommandException {
    Consumer<String> ready =
        line -> {
          say(line);
          attendance.ready(line);
        };
    try {
      return start(config, ready);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, String.valueOf(e.getMessage()));
    }
  }

  /** A file that is wrong changes nothing: the role goes on with what it has. */
  private void reload(Role<C> role) {
    try {
      role.reload(schema().load(file));
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
