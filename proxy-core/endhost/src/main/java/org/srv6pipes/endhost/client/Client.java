package org.srv6pipes.endhost.client;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.linux.ConnectMarks;
import org.srv6pipes.resolver.lookup.Lookup;
import org.srv6pipes.resolver.server.Admission;
import org.srv6pipes.resolver.server.Answering;
import org.srv6pipes.resolver.server.DnsServer;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.rules.ClientPlan;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.config.Rate;

/**
 * The client role of one host. Whatever ends the process, connections that have a path keep it, and
 * new ones are not steered; the next start of an instance of the same name goes on with the paths.
 */
public final class Client {
  /** Only return paths. */
  public static final Needs NEEDS = new Needs(0, 0);

  private static final int PAYLOAD_SIZE = 1232;
  private static final int MOST_QUESTIONS = 1000;
  private static final int CACHED = 10_000;
  static final DnsServer.StreamLimits STREAMS =
      new DnsServer.StreamLimits(200, Duration.ofSeconds(10));

  private final HostRules rules;
  private final EventLoopGroup loops;
  private final Lookup lookup;
  private final Answering answering;
  private final ClientLoop steering;
  private final DnsServer server;
  private ClientConfig config;

  private Client(
      HostRules rules,
      EventLoopGroup loops,
      Lookup lookup,
      Answering answering,
      ClientLoop steering,
      DnsServer server,
      ClientConfig config) {
    this.rules = rules;
    this.loops = loops;
    this.lookup = lookup;
    this.answering = answering;
    this.steering = steering;
    this.server = server;
    this.config = config;
  }

  /**
   * Starts to serve. When this returns, a name would be answered and connections steered.
   *
   * @throws IOException if an address to listen on cannot be had
   */
  public static Client start(ClientConfig config, HostRules rules) throws IOException {
    Allocation numbers = rules.takeOver(config.instance(), NEEDS);
    try {
      rules.apply(new ClientPlan(numbers).hostPlan());
      return begin(config, rules, steering(config, numbers));
    } catch (IOException | RuntimeException e) {
      rules.leave(config.instance());
      throw e;
    }
  }

  private static ClientLoop steering(ClientConfig config, Allocation numbers) {
    ConnectMarks marks = ConnectMarks.open(cgroup(config), config.conditions(), config.addresses());
    Steering steering = new Steering(config, numbers, marks);
    steering.takeOver(System.nanoTime());
    return new ClientLoop(steering);
  }

  private static Path cgroup(ClientConfig config) {
    return config
        .cgroup()
        .or(ConnectMarks::cgroups)
        .orElseThrow(
            () ->
                new RulesException(
                    "no cgroup2 file system is mounted: mount -t cgroup2 none /sys/fs/cgroup"));
  }

  private static Client begin(ClientConfig config, HostRules rules, ClientLoop steering)
      throws IOException {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("dns", true), EpollIoHandler.newFactory());
    try {
      Lookup lookup = new Lookup(loops, lookupSettings(config));
      Answering answering = new Answering(answers(config, lookup, steering::steer));
      DnsServer server = DnsServer.listen(config.listen(), loops, 1, answering, STREAMS);
      steering.start();
      return new Client(rules, loops, lookup, answering, steering, server, config);
    } catch (IOException | RuntimeException e) {
      steering.close();
      end(loops);
      throw e;
    }
  }

  static Lookup.Settings lookupSettings(ClientConfig config) {
    return new Lookup.Settings(config.resolvers(), config.patience(), MOST_QUESTIONS, CACHED);
  }

  static Answering.Rules answers(ClientConfig config, Lookup lookup, Steerer steerer) {
    return new Answering.Rules(
        new Admission(config.allowFrom(), Rate.perSecond(0)),
        new Stub(lookup, steerer, config),
        PAYLOAD_SIZE);
  }

  /**
   * New names and new connections are treated by another configuration. Its instance, addresses,
   * paths, cgroup and where it listens must be the same.
   */
  public void reload(ClientConfig next) {
    lookup.change(lookupSettings(next));
    steering
        .ask(
            it -> {
              it.change(next.conditions());
              return true;
            })
        .toCompletableFuture()
        .join();
    answering.change(answers(next, lookup, steering::steer));
    config = next;
  }

  /** Where programs may ask. */
  public List<InetSocketAddress> addresses() {
    return server.addresses();
  }

  /** What became of all queries so far, by name. */
  public Map<String, Long> counts() {
    return answering.counts();
  }

  /** What is steered at this moment. */
  public Steered steered() {
    return steering.ask(Steering::steered).toCompletableFuture().join();
  }

  /**
   * @param addresses that have a chain
   * @param paths different lists of SIDs
   */
  public record Steered(int addresses, int paths) {}

  /**
   * Stops, and leaves the host as it was before, or the paths to the next start, as configured.
   *
   * @return how many connections have a path at this moment
   */
  public int stop() throws InterruptedException {
    server.close();
    end(loops);
    int live = steering.stop();
    switch (config.atStop()) {
      case REMOVE -> rules.remove(config.instance());
      case KEEP -> rules.leave(config.instance());
    }
    return live;
  }

  static void end(EventLoopGroup loops) {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
