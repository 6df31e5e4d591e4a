package org.srv6pipes.dist.cli;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.dist.NameServers;
import org.srv6pipes.resolver.client.ChainLookup;
import picocli.CommandLine.Option;

/** Whom a command asks for chains. */
final class ResolverOptions {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Option(
      names = "--resolver",
      paramLabel = "ADDRESS",
      description = "Such as [2001:db8::53]:53. Otherwise the first one of /etc/resolv.conf.")
  private @Nullable InetSocketAddress resolver;

  @Option(
      names = "--application",
      defaultValue = "",
      paramLabel = "NAME",
      description = "The program's name for the resolver's policies.")
  private String application;

  ChainLookup lookup() throws CommandException {
    InetSocketAddress server =
        Optional.ofNullable(resolver)
            .or(NameServers::first)
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.USAGE, "/etc/resolv.conf names no resolver; give --resolver"));
    return new ChainLookup(server, PATIENCE, application);
  }
}
