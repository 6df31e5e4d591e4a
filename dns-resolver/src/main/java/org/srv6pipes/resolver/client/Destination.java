package org.srv6pipes.resolver.client;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.resolver.message.ChainRecord;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.WireOptions;

/**
 * What a resolver says of a name.
 *
 * @param addresses one at least
 * @param chain the proxies to take there, if there are any
 * @param ttl how long this holds, in seconds
 */
public record Destination(
    String name, List<Ipv6Address> addresses, Optional<ChainRecord> chain, long ttl) {

  public Destination {
    addresses = List.copyOf(addresses);
  }

  /**
   * Connects to the first address, with the segments and the way back on every packet. Should the
   * way back be unusable, the server's host drops the connection rather than answer past the
   * proxies.
   *
   * @param bootstrap of {@code EpollSocketChannel}s, with everything but an address
   */
  public ChannelFuture connect(Bootstrap bootstrap, int port) {
    Ipv6Address server = addresses.getFirst();
    Bootstrap along =
        chain
            .map(it -> SegmentRoute.of(it).on(bootstrap, server, WireOptions.DEFAULT))
            .orElse(bootstrap);
    return along.connect(new InetSocketAddress(server.toInet(), port));
  }

  /**
   * The same for a program that blocks, without anything of Netty to be seen. The socket is
   * connected; it has streams, time-outs of reads, half-closing and addresses.
   *
   * @throws IOException if there is no connection in time; the message says why
   */
  public Socket open(int port, Duration patience) throws IOException {
    return ChainSocket.open(this, port, patience);
  }
}
