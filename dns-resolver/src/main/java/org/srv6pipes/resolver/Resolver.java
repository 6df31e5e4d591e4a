package org.srv6pipes.resolver;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.resolver.lookup.Lookup;
import org.srv6pipes.resolver.policy.ChainResponder;
import org.srv6pipes.resolver.policy.Composer;
import org.srv6pipes.resolver.policy.Policies;
import org.srv6pipes.resolver.policy.ProxyHealth;
import org.srv6pipes.resolver.server.Admission;
import org.srv6pipes.resolver.server.Answering;
import org.srv6pipes.resolver.server.DnsServer;

/** The resolver role at work. */
public final class Resolver {
  private final EventLoopGroup loops;
  private final Lookup lookup;
  private final Answering answering;
  private final DnsServer server;
  private volatile ProxyHealth health;

  private Resolver(
      EventLoopGroup loops,
      Lookup lookup,
      Answering answering,
      DnsServer server,
      ProxyHealth health) {
    this.loops = loops;
    this.lookup = lookup;
    this.answering = answering;
    this.server = server;
    this.health = health;
  }

  /**
   * Starts to serve. When this returns, a query would be answered.
   *
   * @throws IOException if an address cannot be had
   */
  public static Resolver start(ResolverConfig config, KnownProxies known) throws IOException {
    int count = config.loops() == 0 ? Runtime.getRuntime().availableProcessors() : config.loops();
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            count, new DefaultThreadFactory("dns", true), EpollIoHandler.newFactory());
    ProxyHealth health = watch(config, known, loops, Map.of());
    try {
      Lookup lookup = new Lookup(loops, lookupSettings(config));
      Answering answering = new Answering(rules(config, known, lookup, health));
      DnsServer.StreamLimits limits =
          new DnsServer.StreamLimits(config.streamConnections(), config.streamIdle());
      DnsServer server = DnsServer.listen(config.listen(), loops, count, answering, limits);
      return new Resolver(loops, lookup, answering, server, health);
    } catch (IOException e) {
      health.close();
      end(loops);
      throw e;
    }
  }

  private static ProxyHealth watch(
      ResolverConfig config,
      KnownProxies known,
      EventLoopGroup loops,
      Map<String, Boolean> earlier) {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ProxyHealth.Settings settings =
        new ProxyHealth.Settings(
            config.probeTarget().orElse(nobody),
            config.health().interval(),
            config.health().patience(),
            config.health().failures());
    return ProxyHealth.start(known.proxies(), settings, loops, earlier);
  }

  private static Lookup.Settings lookupSettings(ResolverConfig config) {
    return new Lookup.Settings(
        config.upstreams(), config.upstreamPatience(), config.mostQuestions(), config.cacheSize());
  }

  private static Answering.Rules rules(
      ResolverConfig config, KnownProxies known, Lookup lookup, ProxyHealth health) {
    Policies policies =
        new Policies(
            config.policies(),
            new Composer(known.proxies(), health::isUp),
            config.clientChains(),
            config.clientChainTtl().toSeconds());
    return new Answering.Rules(
        new Admission(config.allowFrom(), config.rateLimit()),
        new ChainResponder(policies, lookup, config.mostTtl().toSeconds()),
        config.payloadSize());
  }

  /** Queries from now on are answered by another configuration; those under way by the old one. */
  public void reload(ResolverConfig next, KnownProxies known) {
    ProxyHealth before = health;
    health = watch(next, known, loops, before.findings());
    lookup.change(lookupSettings(next));
    answering.change(rules(next, known, lookup, health));
    before.close();
  }

  /** Where it listens. */
  public List<InetSocketAddress> addresses() {
    return server.addresses();
  }

  /** What became of all queries so far, by name. */
  public Map<String, Long> counts() {
    return answering.counts();
  }

  /** Whether proxies work, by name, as far as that is known. */
  public Map<String, Boolean> health() {
    return health.findings();
  }

  /** Stops to serve. */
  public void stop() {
    server.close();
    health.close();
    end(loops);
  }

  private static void end(EventLoopGroup loops) {
    loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
