package org.srv6pipes.dist;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.linux.Limits;
import org.srv6pipes.resolver.KnownProxies;
import org.srv6pipes.resolver.Resolver;
import org.srv6pipes.resolver.ResolverConfig;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.metrics.Exposition;

/** The resolver role as a process. */
public final class ResolverRole implements Role<ResolverConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(ResolverRole.class);

  private final Resolver resolver;
  private volatile ResolverConfig config;

  private ResolverRole(Resolver resolver, ResolverConfig config) {
    this.resolver = resolver;
    this.config = config;
  }

  /**
   * Starts to serve. When this returns, a query would be answered.
   *
   * @throws IOException if an address cannot be had
   */
  public static ResolverRole start(Config<ResolverConfig> file)
      throws ConfigException, IOException {
    Limits.raiseOpenFiles();
    KnownProxies proxies = KnownProxies.read(file);
    return new ResolverRole(Resolver.start(file.value(), proxies), file.value());
  }

  @Override
  public String instance() {
    return config.instance();
  }

  @Override
  public AdminConfig admin() {
    return config.admin();
  }

  @Override
  public Map<String, Object> status() {
    Map<String, String> proxies = new TreeMap<>();
    config.proxies().keySet().forEach(name -> proxies.put(name, "unknown"));
    resolver.health().forEach((name, up) -> proxies.replace(name, up ? "up" : "down"));
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("listen", SocketAddresses.toTexts(resolver.addresses()));
    status.put("policies", config.policies().size());
    status.put("proxies", proxies);
    status.put("queries", resolver.counts());
    return status;
  }

  @Override
  public void write(Exposition text) {
    Counts.writeQueries(text, resolver.counts());
    Exposition.Metric up = text.gauge("srv6pipes_proxy_up", "1 for proxies that answer probes.");
    resolver.health().forEach((name, works) -> up.sample(works ? 1 : 0, "proxy", name));
  }

  @Override
  public String readyLine() {
    return "ready listen=%s proxies=%d policies=%d instance=%s"
        .formatted(
            String.join(",", SocketAddresses.toTexts(resolver.addresses())),
            config.proxies().size(),
            config.policies().size(),
            config.instance());
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
            "instance",
            next.instance().equals(config.instance()),
            "admin",
            next.admin().equals(config.admin()),
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
    LOG.info("stopped {}", Counts.line(resolver.counts()));
  }
}
