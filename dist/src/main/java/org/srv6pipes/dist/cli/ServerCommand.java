package org.srv6pipes.dist.cli;

import org.srv6pipes.dist.Role;
import org.srv6pipes.dist.ServerRole;
import org.srv6pipes.endhost.server.ServerConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigSchema;
import picocli.CommandLine.Command;

/** {@code srv6pipes server -c FILE} */
@Command(
    name = "server",
    header =
        "Let the TCP services of this host answer along the return path that a connection names.",
    footerHeading = "%nExamples:%n",
    footer = {"  touch server.toml", "  srv6pipes server -c server.toml"})
final class ServerCommand extends RoleCommand<ServerConfig> {

  @Override
  ConfigSchema<ServerConfig> schema() {
    return ServerConfig.SCHEMA;
  }

  @Override
  Role<ServerConfig> start(Config<ServerConfig> config) {
    return ServerRole.start(config);
  }
}
