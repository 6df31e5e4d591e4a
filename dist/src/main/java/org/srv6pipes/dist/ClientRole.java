package org.srv6pipes.dist;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.endhost.client.Client;
import org.srv6pipes.endhost.client.ClientConfig;
import org.srv6pipes.linux.Limits;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;

/** The client role as a process. */
public final class ClientRole implements Role<ClientConfig> {
  private static final Logger LOG = LoggerFactory.getLogger(ClientRole.class);

  private final Client client;
  private ClientConfig config;

  private ClientRole(Client client, ClientConfig config) {
    this.client = client;
    this.config = config;
  }

  /**
   * Starts to serve. When this returns, names would be answered and connections steered.
   *
   * @param ready receives the line that says so
   * @throws IOException if an address to listen on cannot be had
   */
  public static ClientRole start(Config<ClientConfig> file, Consumer<String> ready)
      throws IOException {
    Limits.raiseOpenFiles();
    HostRules rules = HostRules.open(HostFolders.STATE);
    ClientRole role = new ClientRole(Client.start(file.value(), rules), file.value());
    ready.accept(role.readyLine());
    return role;
  }

  private String readyLine() {
    return "ready listen=%s resolvers=%s instance=%s"
        .formatted(text(client.addresses()), text(config.resolvers()), config.instance());
  }

  private static String text(List<InetSocketAddress> addresses) {
    return addresses.stream().map(SocketAddresses::toText).collect(joining(","));
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
    LOG.info("stopped {} live={} at-stop={}", client.counts(), live, config.atStop());
  }
}
