package org.srv6pipes.dist.cli;

import java.io.IOException;
import java.util.Optional;
import org.srv6pipes.dist.AccessRole;
import org.srv6pipes.dist.ClientRole;
import org.srv6pipes.dist.Role;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.ConfigSchema;
import picocli.CommandLine.Command;

/** {@code srv6pipes client -c FILE} */
@Command(
    name = "client",
    header = "Lead this host's new connections into the chains that a resolver names.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  echo 'resolvers = [\"[2001:db8::53]:53\"]' > client.toml",
      "  srv6pipes client -c client.toml"
    })
final class ClientCommand extends RoleCommand<ClientConfig> {

  @Override
  ConfigSchema<ClientConfig> schema() {
    return ClientConfig.SCHEMA;
  }

  @Override
  Role<ClientConfig> start(Config<ClientConfig> config) throws ConfigException, IOException {
    Optional<ClientConfig.Access> access = config.value().access();
    return access.isPresent() ? AccessRole.start(config, access.get()) : ClientRole.start(config);
  }
}
