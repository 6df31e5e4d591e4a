package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.srv6pipes.dist.AdminDoors;
import org.srv6pipes.dist.Role;
import org.srv6pipes.dist.admin.RoleAdmin;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.Reason;
import org.srv6pipes.service.Signals;
import org.srv6pipes.service.admin.AdminException;
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

  abstract Role<C> start(Config<C> config) throws ConfigException, IOException;

  @Override
  public final Integer call() throws Exception {
    log.apply();
    Attendance attendance = new Attendance(Signals.listen());
    Role<C> role = startOrSayWhyNot(schema().load(file));
    try (AdminDoors _ = open(role)) {
      say(role.readyLine());
      attendance.ready(role.readyLine());
      attendance.untilStop(() -> reload(role));
    } finally {
      role.stop();
    }
    return ExitCode.OK;
  }

  private AdminDoors open(Role<C> role) throws CommandException {
    Path socket = AdminDoors.socket(role.admin(), role.instance());
    try {
      return AdminDoors.open(
          role.admin(),
          socket,
          RoleAdmin.commands(spec.name(), role, () -> reloadOrRefuse(role)),
          RoleAdmin.pages(role, socket),
          Optional.empty());
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, Reason.withFile(e));
    }
  }

  private Role<C> startOrSayWhyNot(Config<C> config) throws ConfigException, CommandException {
    try {
      return start(config);
    } catch (IOException e) {
      throw new CommandException(ExitCode.FAILED, Reason.withFile(e));
    }
  }

  /** A file that is wrong changes nothing: the role goes on with what it has. */
  private void reload(Role<C> role) {
    try {
      reloadOrRefuse(role);
    } catch (AdminException e) {
      spec.commandLine().getErr().println(e.getMessage());
    }
  }

  private synchronized void reloadOrRefuse(Role<C> role) throws AdminException {
    try {
      role.reload(schema().load(file));
      say("reloaded");
    } catch (ConfigException | RulesException e) {
      throw new AdminException("not reloaded: " + e.getMessage());
    }
  }

  private void say(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
