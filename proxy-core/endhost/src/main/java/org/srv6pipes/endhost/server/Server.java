package org.srv6pipes.endhost.server;

import java.util.List;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.rules.HostPlan;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.rules.ServerPlan;

/**
 * The server role of one host: its rules in place, its loop at work. Whatever ends the process, the
 * connections that have a path keep it; the next start of an instance of the same name goes on with
 * their paths.
 */
public final class Server {

  /** One queue. */
  public static final Needs NEEDS = new Needs(1, 0);

  private final HostRules rules;
  private final Allocation numbers;
  private final ServerLoop loop;
  private volatile ServerConfig config;

  private Server(HostRules rules, Allocation numbers, ServerLoop loop, ServerConfig config) {
    this.rules = rules;
    this.numbers = numbers;
    this.loop = loop;
    this.config = config;
  }

  /**
   * Starts to serve. When this returns, a connection is answered along its path.
   *
   * @param whenBroken is called when the role cannot go on, for a reason that the log holds
   */
  public static Server start(ServerConfig config, HostRules rules, Runnable whenBroken) {
    Allocation numbers = rules.takeOver(config.instance(), NEEDS);
    try {
      Server server =
          new Server(rules, numbers, ServerLoop.open(config, numbers, whenBroken), config);
      server.begin();
      return server;
    } catch (RuntimeException e) {
      leaveAfter(e, config, rules);
      throw e;
    }
  }

  /** Packets wait in the queue until everything is there that a verdict needs. */
  private void begin() {
    try {
      rules.apply(plan(config));
      loop.start();
    } catch (RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  /** Connections may live on what an earlier process has left: a failure does not take it. */
  private static void leaveAfter(RuntimeException failure, ServerConfig config, HostRules rules) {
    try {
      rules.leave(config.instance());
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private HostPlan plan(ServerConfig wanted) {
    return plan(wanted, numbers, rules.interfaces());
  }

  /**
   * What such a server wants of its host.
   *
   * @param interfaces all interfaces of the host
   */
  public static HostPlan plan(ServerConfig config, Allocation numbers, List<String> interfaces) {
    return new ServerPlan(
            numbers,
            config.interfaces(),
            interfaces,
            config.whenDown() == ServerConfig.Otherwise.PLAIN,
            config.transit())
        .hostPlan();
  }

  /**
   * New connections are judged by another configuration. Its instance, its number of paths and its
   * queue must be the same.
   */
  public void reload(ServerConfig next) {
    rules.apply(plan(next));
    loop.judgeBy(next);
    config = next;
  }

  /** The number of the packet queue. */
  public int queue() {
    return numbers.queue(0);
  }

  public ServerCounters.Snapshot counts() {
    return loop.counts();
  }

  /**
   * Stops, and leaves the host as it was before, or the paths to the next start, as configured.
   *
   * @return how many connections have a path at this moment
   */
  public int stop() throws InterruptedException {
    int live = loop.stop();
    switch (config.atStop()) {
      case REMOVE -> rules.remove(config.instance());
      case KEEP -> rules.leave(config.instance());
    }
    return live;
  }
}
