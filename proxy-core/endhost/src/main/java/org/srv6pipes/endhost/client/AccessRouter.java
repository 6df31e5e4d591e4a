package org.srv6pipes.endhost.client;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.resolver.lookup.Lookup;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.resolver.server.Answering;
import org.srv6pipes.resolver.server.DnsServer;
import org.srv6pipes.wire.Ipv6Address;

/**
 * The names of hosts behind this one that know nothing of chains, and which chain their connections
 * begin here: those to addresses that they have been told. Whoever makes the connections anew asks
 * {@link #chainTo}.
 */
public final class AccessRouter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AccessRouter.class);

  private record Steer(String name, ChainRecord chain, long until) {
    boolean isOfAnother(Steer that) {
      return !name.equals(that.name) && !chain.equals(that.chain);
    }
  }

  private final EventLoopGroup loops;
  private final Lookup lookup;
  private final Map<Ipv6Address, Steer> steers = new HashMap<>();
  private final ContestedAddresses contested = new ContestedAddresses();
  private volatile ClientConfig config;
  private final Answering answering;
  private final DnsServer server;

  private AccessRouter(ClientConfig config, EventLoopGroup loops) throws IOException {
    this.config = config;
    this.loops = loops;
    this.lookup = new Lookup(loops, Client.lookupSettings(config));
    this.answering = new Answering(Client.answers(config, lookup, this::steer));
    this.server = DnsServer.listen(config.listen(), loops, 1, answering, Client.STREAMS);
  }

  /**
   * Starts to serve. When this returns, a name would be answered.
   *
   * @throws IOException if an address to listen on cannot be had
   */
  public static AccessRouter start(ClientConfig config) throws IOException {
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("dns", true), EpollIoHandler.newFactory());
    try {
      return new AccessRouter(config, loops);
    } catch (IOException | RuntimeException e) {
      Client.end(loops);
      throw e;
    }
  }

  /** The chain that a new connection to this address begins. Never waits for long. */
  public synchronized Optional<ChainRecord> chainTo(Ipv6Address server) {
    return Optional.ofNullable(steers.get(server))
        .filter(it -> System.nanoTime() - it.until < 0)
        .map(Steer::chain);
  }

  private synchronized CompletionStage<Boolean> steer(
      String name, Set<Ipv6Address> addresses, ChainRecord chain, long until) {
    for (Ipv6Address address : addresses) {
      steer(address, new Steer(name, chain, until));
    }
    return CompletableFuture.completedStage(true);
  }

  private void steer(Ipv6Address address, Steer wanted) {
    long now = System.nanoTime();
    Steer first = steers.get(address);
    if (first == null && steers.size() >= config.addresses()) {
      steers.values().removeIf(it -> now - it.until >= 0);
    }
    if (first != null && now - first.until < 0 && first.isOfAnother(wanted)) {
      contested.found(address, first.name, wanted.name);
    } else if (first == null && steers.size() >= config.addresses()) {
      LOG.warn("name={} gets no chain: {} addresses have one already", wanted.name, steers.size());
    } else {
      steers.put(address, wanted);
    }
  }

  /** New names are treated by another configuration; it must listen where this one does. */
  public void reload(ClientConfig next) {
    lookup.change(Client.lookupSettings(next));
    answering.change(Client.answers(next, lookup, this::steer));
    config = next;
  }

  /** Where hosts may ask. */
  public List<InetSocketAddress> addresses() {
    return server.addresses();
  }

  /** What became of all queries so far, by name. */
  public Map<String, Long> counts() {
    return answering.counts();
  }

  /** Addresses that have a chain, old ones included. */
  public synchronized int steered() {
    return steers.size();
  }

  @Override
  public void close() {
    server.close();
    Client.end(loops);
  }
}
