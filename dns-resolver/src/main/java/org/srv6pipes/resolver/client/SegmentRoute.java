package org.srv6pipes.resolver.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.unix.RawUnixChannelOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.WireOptions;

/**
 * The way of a connection through proxies, and back.
 *
 * @param forward SIDs in the order in which bytes to the server meet them, one at least
 * @param back the SID of each for the other direction; empty where the proxies shall record the way
 *     back themselves
 */
public record SegmentRoute(List<Ipv6Address> forward, List<Ipv6Address> back) {

  /** IPPROTO_IPV6 and IPV6_RTHDR of linux/in6.h. */
  private static final int IPPROTO_IPV6 = 41;

  private static final int IPV6_RTHDR = 57;

  /** The kernel looks a route up when a datagram socket is connected; no port is ever asked. */
  private static final int ANY_PORT = 9;

  public SegmentRoute {
    forward = List.copyOf(forward);
    back = List.copyOf(back);
    if (forward.isEmpty()) {
      throw new IllegalArgumentException("a way through proxies has one SID at least");
    }
  }

  /** The way that a resolver has named. */
  public static SegmentRoute of(ChainRecord chain) {
    return new SegmentRoute(chain.forward(), chain.back());
  }

  /**
   * The header of a socket that connects to a server.
   *
   * @param client the socket's own address; answers come back to it
   */
  public Srh header(Ipv6Address client, Ipv6Address server, WireOptions options) {
    List<Ipv6Address> segments = new ArrayList<>(forward.reversed());
    segments.addFirst(server);
    if (back.isEmpty()) {
      return Srh.of(forward.size(), segments);
    }
    List<Ipv6Address> path = new ArrayList<>(back);
    path.addFirst(client);
    return Srh.of(forward.size(), segments, new ReturnPathTlv(options.returnPathType(), 0, path));
  }

  /**
   * Makes every channel that a bootstrap connects to this server go this way. The channels must be
   * {@code EpollSocketChannel}s; their connections leave from the address that they are bound to
   * here.
   */
  public Bootstrap on(Bootstrap bootstrap, Ipv6Address server, WireOptions options) {
    Ipv6Address client = sourceTowards(forward.getFirst());
    byte[] header = header(client, server, options).toBytes();
    return bootstrap
        .localAddress(new InetSocketAddress(client.toInet(), 0))
        .option(
            new RawUnixChannelOption("IPV6_RTHDR", IPPROTO_IPV6, IPV6_RTHDR, header.length),
            ByteBuffer.wrap(header));
  }

  /** The address from which this host would send to another one. */
  private static Ipv6Address sourceTowards(Ipv6Address destination) {
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET6)) {
      channel.connect(new InetSocketAddress(destination.toInet(), ANY_PORT));
      InetSocketAddress local = (InetSocketAddress) channel.getLocalAddress();
      return Ipv6Address.from((Inet6Address) local.getAddress());
    } catch (IOException e) {
      throw new UncheckedIOException("there is no route to " + destination, e);
    }
  }
}
