package org.srv6pipes.dist.cli;

import java.nio.file.Path;
import java.util.List;
import org.srv6pipes.dist.HostFolders;
import org.srv6pipes.dist.HostRole;
import org.srv6pipes.dist.RoleRules;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.config.ConfigException;
import picocli.CommandLine.Option;

/** Whose rules a command is about. */
final class RulesOptions {

  @Option(
      names = "--role",
      defaultValue = "proxy",
      paramLabel = "ROLE",
      description = "Whose file it is: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private HostRole role;

  @Option(
      names = {"-c", "--config"},
      required = true,
      paramLabel = "FILE",
      description = "The role's configuration file.")
  private Path file;

  /** The rules of the network in which this command runs. */
  static HostRules host() {
    return HostRules.open(HostFolders.STATE);
  }

  HostRole role() {
    return role;
  }

  Path file() {
    return file;
  }

  RoleRules read(HostRules host) throws ConfigException, PluginException {
    return role.read(file, host);
  }

  /** The words of a command of {@code srv6pipes rules} for the same file, from anywhere. */
  List<String> commandLine(String name) {
    return List.of(
        "rules", name, "--role", role.toString(), "-c", file.toAbsolutePath().toString());
  }

  /** A command of {@code srv6pipes rules} for the same file, for people. */
  String command(String name) {
    String ofRole = role == HostRole.PROXY ? "" : " --role " + role;
    return "srv6pipes rules " + name + ofRole + " -c " + file;
  }

  /** How messages name the instance. */
  String title(RoleRules rules) {
    return "%s \"%s\" (index %d)".formatted(role, rules.instance(), rules.plan().numbers().index());
  }
}
