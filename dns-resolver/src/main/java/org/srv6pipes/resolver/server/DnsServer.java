package org.srv6pipes.resolver.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.resolver.SocketAddresses;
import org.srv6pipes.resolver.message.Framing;

/** The sockets of a DNS server. A UDP socket for each loop shares its address with the others. */
public final class DnsServer implements AutoCloseable {
  private static final int DATAGRAMS_AT_ONCE = 32;
  private static final int LARGEST_QUERY = 4096;
  private static final int SOCKET_BUFFER = 4 << 20;

  private final EventLoopGroup loops;
  private final Answering answering;
  private final StreamLimits limits;
  private final List<Channel> channels = new ArrayList<>();

  /**
   * What one may do over TCP.
   *
   * @param connections at once, of all clients
   * @param idle how long a connection may be silent
   */
  public record StreamLimits(int connections, Duration idle) {}

  private DnsServer(EventLoopGroup loops, Answering answering, StreamLimits limits) {
    this.loops = loops;
    this.answering = answering;
    this.limits = limits;
  }

  /**
   * Listens. When this returns, a query would be answered.
   *
   * @param count how many loops the group has
   * @throws IOException if an address cannot be had
   */
  public static DnsServer listen(
      List<InetSocketAddress> addresses,
      EventLoopGroup loops,
      int count,
      Answering answering,
      StreamLimits limits)
      throws IOException {
    DnsServer server = new DnsServer(loops, answering, limits);
    try {
      for (InetSocketAddress address : addresses) {
        server.listen(address, count);
      }
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private void listen(InetSocketAddress address, int count) throws IOException {
    Channel stream = bound(stream().bind(address), address, "TCP");
    InetSocketAddress actual = (InetSocketAddress) stream.localAddress();
    for (int i = 0; i < count; i++) {
      bound(datagrams(loops.next(), actual).bind(actual), actual, "UDP");
    }
  }

  private Channel bound(ChannelFuture bind, InetSocketAddress address, String protocol)
      throws IOException {
    Channel channel = bind.awaitUninterruptibly().channel();
    if (!bind.isSuccess()) {
      throw new IOException(
          "listen on "
              + SocketAddresses.toText(address)
              + " over "
              + protocol
              + ": "
              + bind.cause().getMessage()
              + ". Another DNS server may have it; ports below 1024 need CAP_NET_BIND_SERVICE.",
          bind.cause());
    }
    channels.add(channel);
    return channel;
  }

  private Bootstrap datagrams(EventLoop loop, InetSocketAddress address) {
    SocketProtocolFamily family =
        address.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    return new Bootstrap()
        .group(loop)
        .channelFactory(() -> new EpollDatagramChannel(family))
        .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
        .option(EpollChannelOption.SO_REUSEPORT, true)
        .option(EpollChannelOption.IP_FREEBIND, true)
        .option(EpollChannelOption.MAX_DATAGRAM_PAYLOAD_SIZE, LARGEST_QUERY)
        .option(ChannelOption.SO_RCVBUF, SOCKET_BUFFER)
        .option(ChannelOption.SO_SNDBUF, SOCKET_BUFFER)
        .option(
            ChannelOption.RECVBUF_ALLOCATOR,
            new FixedRecvByteBufAllocator(LARGEST_QUERY * DATAGRAMS_AT_ONCE))
        .handler(new Datagrams());
  }

  private ServerBootstrap stream() {
    StreamSlots slots = new StreamSlots(limits.connections());
    return new ServerBootstrap()
        .group(loops)
        .channel(EpollServerSocketChannel.class)
        .option(EpollChannelOption.IP_FREEBIND, true)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childHandler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(slots, new Framing(), new StreamQueries(answering, limits.idle()));
              }
            });
  }

  /** The addresses that were given, with the ports that the kernel chose for 0. */
  public List<InetSocketAddress> addresses() {
    return channels.stream()
        .filter(EpollServerSocketChannel.class::isInstance)
        .map(channel -> (InetSocketAddress) channel.localAddress())
        .toList();
  }

  @Override
  public void close() {
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
  }

  private final class Datagrams extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      ByteBuf content = packet.content();
      byte[] octets = new byte[content.readableBytes()];
      content.readBytes(octets);
      InetSocketAddress client = packet.sender();
      EventLoop loop = context.channel().eventLoop();
      boolean[] reading = {true};
      answering.answer(
          octets,
          client.getAddress(),
          false,
          reply -> {
            DatagramPacket out = new DatagramPacket(Unpooled.wrappedBuffer(reply), client);
            ChannelFuture _ = context.write(out, context.voidPromise());
            if (!loop.inEventLoop() || !reading[0]) {
              context.flush();
            }
          });
      reading[0] = false;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
      context.flush();
    }

    /** Such as an ICMP error for an earlier reply; the socket goes on. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      context.flush();
    }
  }
}
