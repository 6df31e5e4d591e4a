package org.srv6pipes.dist;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.dist.log.Log;
import org.srv6pipes.endhost.server.Server;
import org.srv6pipes.endhost.server.ServerConfig;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.metrics.Exposition;

/** The server role as a process. */
public final class ServerRole implements Role<ServerConfig> {

  private static final Logger LOG = LoggerFactory.getLogger(ServerRole.class);

  private static final int BROKEN = 1;

  private final Server server;
  private volatile ServerConfig config;

  private ServerRole(Server server, ServerConfig config) {
    this.server = server;
    this.config = config;
  }

  /** Starts to serve. When this returns, a connection would be answered along its path. */
  public static ServerRole start(Config<ServerConfig> file) {
    HostRole.SERVER.requireCapabilities();
    ServerConfig config = file.value();
    HostRules rules = HostRules.open(HostFolders.STATE);
    return new ServerRole(Server.start(config, rules, ServerRole::die), config);
  }

  /** As if killed: everything stays in place, and the next start goes on with it. */
  private static void die() {
    Log.close();
    Runtime.getRuntime().halt(BROKEN);
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
    return Map.of("SYNs", server.counts().byName());
  }

  @Override
  public void write(Exposition text) {
    Counts.write(text, "srv6pipes_server_syns_total", "SYNs by outcome.", server.counts().byName());
  }

  @Override
  public String readyLine() {
    return "ready paths=%d interfaces=%s queue=%d instance=%s"
        .formatted(
            config.paths(),
            config.interfaces().isEmpty() ? "all" : String.join(",", config.interfaces()),
            server.queue(),
            config.instance());
  }

  /**
   * New connections are judged by another configuration; those there are go on.
   *
   * @throws ConfigException if it changes what only a start can change; then nothing has changed
   */
  @Override
  public void reload(Config<ServerConfig> file) throws ConfigException {
    ServerConfig next = file.value();
    file.refuseWhatNeedsAStart(
        Map.of(
            "instance",
            next.instance().equals(config.instance()),
            "admin",
            next.admin().equals(config.admin()),
            "paths",
            next.paths() == config.paths(),
            "queue-length",
            next.queueLength() == config.queueLength()));
    server.reload(next);
    config = next;
  }

  /** Stops, and leaves the host as the configuration says. */
  @Override
  public void stop() throws InterruptedException {
    int live = server.stop();
    if (live > 0 && config.atStop() == ServerConfig.AtStop.REMOVE) {
      LOG.warn("{} connections lose their return path", live);
    }
    LOG.info(
        "stopped {} live={} at-stop={}",
        Counts.line(server.counts().byName()),
        live,
        config.atStop());
  }
}
