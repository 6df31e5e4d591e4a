package org.srv6pipes.dist;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.linux.Limits;
import org.srv6pipes.resolver.KnownProxies;
import org.srv6pipes.resolver.Resolver;
import org.srv6pipes.resolver.ResolverConfig;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;

/** The resolver role as a process. */
public final class ResolverRole implements Role<ResolverConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(ResolverRole.class);

  private final Resolver resolver;
  private ResolverConfig config;

  private ResolverRole(Resolver resolver, ResolverConfig config) {
    this.resolver = resolver;
    this.config = config;
  }

  /**
   * Starts to serve. When this returns, a query would be answered.
   *
   * @param ready receives the line that says so
   * @throws IOException if an address cannot be had
   */
  public static ResolverRole start(Config<ResolverConfig> file, Consumer<String> ready)
      throws ConfigException, IOException {
    Limits.raiseOpenFiles();
    KnownProxies proxies = KnownProxies.read(file);
    ResolverRole role = new ResolverRole(Resolver.start(file.value(), proxies), file.value());
    ready.accept(role.readyLine());
    return role;
  }

  private String readyLine() {
    return "ready listen=%s proxies=%d policies=%d"
        .formatted(
            resolver.addresses().stream().map(SocketAddresses::toText).collect(joining(",")),
            config.proxies().size(),
            config.policies().size());
  }

  /**
   * Queries from now on are answered by another configuration.
   *
   * @throws ConfigException if it changes what only a start can change; then nothing has changed
   */
  @Override
  public void reload(Config<ResolverConfig> file) throws ConfigException {
    ResolverConfig next = file.value();
    file.refuseWhatNeedsAStart(
        Map.of(
            "listen",
            next.listen().equals(config.listen()),
            "loops",
            next.loops() == config.loops(),
            "max-tcp",
            next.streamConnections() == config.streamConnections(),
            "tcp-idle",
            next.streamIdle().equals(config.streamIdle())));
    resolver.reload(next, KnownProxies.read(file));
    config = next;
  }

  /** Stops to serve. */
  @Override
  public void stop() {
    resolver.stop();
    LOG.info("stopped {}", resolver.counts());
  }
}
