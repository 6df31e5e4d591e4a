package org.srv6pipes.dist;

import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;

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

  /** Stops, and leaves the host as the configuration says. */
  void stop() throws InterruptedException;
}
