package org.srv6pipes.dist;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.srv6pipes.endhost.client.AccessRouter;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.report.ProxyMetrics;
import org.srv6pipes.proxy.syn.Edge;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.resolver.client.SegmentRoute;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.metrics.Exposition;
import org.srv6pipes.wire.WireOptions;

/** The client role of an access router: names for the hosts behind it, and a proxy without SIDs. */
public final class AccessRole implements Role<ClientConfig> {

  private final AccessRouter names;
  private final ProxyRole proxy;
  private volatile ClientConfig config;

  private AccessRole(AccessRouter names, ProxyRole proxy, ClientConfig config) {
    this.names = names;
    this.proxy = proxy;
    this.config = config;
  }

  /**
   * Starts to serve. When this returns, names would be answered and connections led.
   *
   * @throws IOException if an address to listen on cannot be had
   */
  public static AccessRole start(Config<ClientConfig> file, ClientConfig.Access access)
      throws ConfigException, IOException {
    ClientConfig config = file.value();
    Config<ProxyConfig> proxyFile = ProxyConfig.SCHEMA.load(access.proxy());
    requireQueue(proxyFile);
    AccessRouter names = AccessRouter.start(config);
    try {
      WireOptions wire = new WireOptions(proxyFile.value().returnPathType());
      ProxyRole.Beginning beginning =
          new ProxyRole.Beginning(access.interfaces(), edge(names, wire));
      return new AccessRole(names, ProxyRole.start(proxyFile, Optional.of(beginning)), config);
    } catch (PluginException e) {
      names.close();
      throw new IOException(e.getMessage(), e);
    } catch (ConfigException | RuntimeException e) {
      names.close();
      throw e;
    }
  }

  private static void requireQueue(Config<ProxyConfig> file) throws ConfigException {
    if (file.value().capture() != ProxyConfig.Capture.QUEUE) {
      throw new ConfigException(
          List.of(
              file.problem(
                  "capture", "an access router looks at SYNs that go on: write \"queue\"")));
    }
  }

  private static Edge edge(AccessRouter names, WireOptions wire) {
    return flow ->
        names
            .chainTo(flow.server().address())
            .map(
                chain ->
                    SegmentRoute.of(chain)
                        .header(flow.client().address(), flow.server().address(), wire));
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
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("listen", SocketAddresses.toTexts(names.addresses()));
    status.put("interfaces", config.access().map(ClientConfig.Access::interfaces).orElseThrow());
    status.put("queries", names.counts());
    status.put("addresses", names.steered());
    return status;
  }

  @Override
  public Optional<ProxyRole> proxy() {
    return Optional.of(proxy);
  }

  @Override
  public void write(Exposition text) throws InterruptedException {
    Counts.writeQueries(text, names.counts());
    text.gauge("srv6pipes_client_addresses", "Addresses that have a chain.")
        .sample(names.steered());
    ProxyMetrics.write(proxy.proxy(), text);
  }

  @Override
  public String readyLine() {
    return "ready listen=%s interfaces=%s instance=%s"
        .formatted(
            String.join(",", SocketAddresses.toTexts(names.addresses())),
            String.join(",", config.access().map(ClientConfig.Access::interfaces).orElseThrow()),
            config.instance());
  }

  /**
   * New names and new connections are treated by other configurations; those there are go on.
   *
   * @throws ConfigException if one changes what only a start can change; then nothing has changed
   */
  @Override
  public void reload(Config<ClientConfig> file) throws ConfigException {
    ClientConfig next = file.value();
    file.refuseWhatNeedsAStart(
        Map.of(
            "instance", next.instance().equals(config.instance()),
            "admin", next.admin().equals(config.admin()),
            "listen", next.listen().equals(config.listen()),
            "access-router", next.access().equals(config.access())));
    Config<ProxyConfig> proxyFile =
        ProxyConfig.SCHEMA.load(next.access().map(ClientConfig.Access::proxy).orElseThrow());
    requireQueue(proxyFile);
    try {
      proxy.reload(proxyFile);
    } catch (PluginException e) {
      throw new ConfigException(
          List.of(proxyFile.problem("plugin-dirs", String.valueOf(e.getMessage()))));
    }
    names.reload(next);
    config = next;
  }

  /** Connections that live get their time; then everything is as before. */
  @Override
  public void stop() throws InterruptedException {
    names.close();
    proxy.stop();
  }
}
