package org.srv6pipes.dist.cli;

import java.io.IOException;
import org.srv6pipes.dist.ResolverRole;
import org.srv6pipes.dist.Role;
import org.srv6pipes.resolver.ResolverConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.ConfigSchema;
import picocli.CommandLine.Command;

/** {@code srv6pipes resolver -c FILE} */
@Command(
    name = "resolver",
    header = "Run a DNS server that also says which proxies a connection shall take.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  printf 'listen = [\"[::1]:5300\"]\\nupstreams = [\"[2001:db8::53]:53\"]\\n' \\",
      "      > resolver.toml",
      "  srv6pipes resolver -c resolver.toml"
    })
final class ResolverCommand extends RoleCommand<ResolverConfig> {

  @Override
  ConfigSchema<ResolverConfig> schema() {
    return ResolverConfig.SCHEMA;
  }

  @Override
  Role<ResolverConfig> start(Config<ResolverConfig> config) throws ConfigException, IOException {
    return ResolverRole.start(config);
  }
}
