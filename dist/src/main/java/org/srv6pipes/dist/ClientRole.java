package org.srv6pipes.dist;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.endhost.client.Client;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.linux.Limits;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.metrics.Exposition;

/** The client role as a process. */
public final class ClientRole implements Role<ClientConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(ClientRole.class);

  private final Client client;
  private volatile ClientConfig config;

  private ClientRole(Client client, ClientConfig config) {
    this.client = client;
    this.config = config;
  }

  /**
   * Starts to serve. When this returns, names would be answered and connections steered.
   *
   * @throws IOException if an address to listen on cannot be had
   */
  public static ClientRole start(Config<ClientConfig> file) throws IOException {
    HostRole.CLIENT.requireCapabilities();
    Limits.raiseOpenFiles();
    HostRules rules = HostRules.open(HostFolders.STATE);
    return new ClientRole(Client.start(file.value(), rules), file.value());
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
    Client.Steered steered = client.steered();
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("listen", SocketAddresses.toTexts(client.addresses()));
    status.put("resolvers", SocketAddresses.toTexts(config.resolvers()));
    status.put("queries", client.counts());
    status.put(
        "steered",
        new TreeMap<>(Map.of("addresses", steered.addresses(), "paths", steered.paths())));
    return status;
  }

  @Override
  public void write(Exposition text) {
    Client.Steered steered = client.steered();
    Counts.writeQueries(text, client.counts());
    text.gauge("srv6pipes_client_addresses", "Addresses that have a chain.")
        .sample(steered.addresses());
    text.gauge("srv6pipes_client_paths", "Different lists of SIDs.").sample(steered.paths());
  }

  @Override
  public String readyLine() {
    return "ready listen=%s resolvers=%s instance=%s"
        .formatted(
            String.join(",", SocketAddresses.toTexts(client.addresses())),
            String.join(",", SocketAddresses.toTexts(config.resolvers())),
            config.instance());
  }

  /**
   * New names and new connections are treated by another configuration; those there are go on.
   *
   * @throws ConfigException if it changes what only a start can change; then nothing has changed
   */
  @Override
  public void reload(Config<ClientConfig> file) throws ConfigException {
    ClientConfig next = file.value();
    file.refuseWhatNeedsAStart(
        Map.of(
            "instance", next.instance().equals(config.instance()),
            "admin", next.admin().equals(config.admin()),
            "access-router", next.access().equals(config.access()),
            "listen", next.listen().equals(config.listen()),
            "cgroup", next.cgroup().equals(config.cgroup()),
            "paths", next.paths() == config.paths(),
            "addresses", next.addresses() == config.addresses()));
    client.reload(next);
    config = next;
  }

  /** Stops, and leaves the host as the configuration says. */
  @Override
  public void stop() throws InterruptedException {
    int live = client.stop();
    if (live > 0 && config.atStop() == ClientConfig.AtStop.REMOVE) {
      LOG.warn("{} connections lose their path", live);
    }
    LOG.info("stopped {} live={} at-stop={}", Counts.line(client.counts()), live, config.atStop());
  }
}
