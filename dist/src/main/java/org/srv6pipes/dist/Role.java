package org.srv6pipes.dist;

import java.util.Map;
import java.util.Optional;
import org.srv6pipes.service.admin.AdminConfig;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.metrics.Exposition;

/**
 * A role of a host as a process, which serves from its start until it is stopped.
 *
 * @param <C> its configuration
 */
public interface Role<C> {

  /**
   * What is new from now on is treated by another configuration; what is there goes on.
   *
   * @throws ConfigException if it changes what only a start can change; then nothing has changed
   */
  void reload(Config<C> file) throws ConfigException;

  /** The line that says that it serves, and what. */
  String readyLine();

  /** Its name on this host. */
  String instance();

  /** Where its operator finds it. */
  AdminConfig admin();

  /** What an operator wants to know of it, without what every role has. */
  Map<String, Object> status();

  /** The proxy in it, if it has one. */
  default Optional<ProxyRole> proxy() {
    return Optional.empty();
  }

  /** Its own numbers for Prometheus. */
  void write(Exposition text) throws InterruptedException;

  /** Stops, and leaves the host as the configuration says. */
  void stop() throws InterruptedException;
}
