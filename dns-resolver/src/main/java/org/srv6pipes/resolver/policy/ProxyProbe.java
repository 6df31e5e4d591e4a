package org.srv6pipes.resolver.policy;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.resolver.client.SegmentRoute;
import org.srv6pipes.resolver.lookup.Question;
import org.srv6pipes.resolver.message.Channels;
import org.srv6pipes.resolver.message.Framing;
import org.srv6pipes.wire.ChainText;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.WireOptions;
import org.xbill.DNS.Header;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Whether a proxy works, seen by using it: a DNS server is asked over TCP, through the proxy's xor.
 * What we send is scrambled already, so the server understands it only if the proxy has run its
 * function, and we understand the answer only if it has done so on the way back. A handshake alone
 * would prove little, for a host whose proxy is dead may carry it on.
 */
final class ProxyProbe {
  private static final int KEY = 0x55;
  private static final ChainText FUNCTION = ChainText.parse("xor(0x55)");

  private final CompletableFuture<Boolean> result = new CompletableFuture<>();
  private final int id = ThreadLocalRandom.current().nextInt(0x10000);

  private ProxyProbe() {}

  /** Whether this kind of probe can be made through a proxy. */
  static boolean isPossible(KnownProxy proxy) {
    return proxy.has(FUNCTION.steps().getFirst());
  }

  /** Completes with false after the given time at the latest, and never fails. */
  static CompletableFuture<Boolean> of(
      KnownProxy proxy, InetSocketAddress target, EventLoop loop, Duration patience) {
    ProxyProbe probe = new ProxyProbe();
    Future<?> end =
        loop.schedule(
            () -> probe.result.complete(false), patience.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Boolean> _ = probe.result.whenComplete((_, _) -> end.cancel(false));
    try {
      probe.begin(proxy, target, loop, patience);
    } catch (RuntimeException noRoute) {
      probe.result.complete(false);
    }
    return probe.result;
  }

  private void begin(
      KnownProxy proxy, InetSocketAddress target, EventLoop loop, Duration patience) {
    KnownProxy.Step sids = proxy.sids(FUNCTION.steps().getFirst());
    SegmentRoute route = new SegmentRoute(List.of(sids.forward()), List.of());
    Bootstrap bootstrap =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) patience.toMillis())
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Scrambling(), new Framing(), new Reader());
                  }
                });
    ChannelFuture connected =
        route
            .on(
                bootstrap,
                Ipv6Address.from((Inet6Address) target.getAddress()),
                WireOptions.DEFAULT)
            .connect(target);
    Channel channel = connected.channel();
    CompletableFuture<Boolean> _ = result.whenComplete((_, _) -> Channels.close(channel));
    ChannelFuture _ =
        connected.addListener(
            outcome -> {
              if (outcome.isSuccess()) {
                Channels.send(channel, query());
              } else {
                result.complete(false);
              }
            });
  }

  private ByteBuf query() {
    return Unpooled.wrappedBuffer(Question.of(Name.root, Type.NS).query(id).toWire());
  }

  /** Any answer to our query will do, whatever the server thinks of it. */
  private final class Reader extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
      result.complete(
          message.readableBytes() >= Header.LENGTH && message.readUnsignedShort() == id);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      result.complete(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      result.complete(false);
    }
  }

  /** What the proxy's function does, done to every octet of the connection. */
  private static final class Scrambling extends ChannelDuplexHandler {
    @Override
    public void channelRead(ChannelHandlerContext context, Object octets) {
      context.fireChannelRead(scrambled(context, (ByteBuf) octets));
    }

    @Override
    public void write(ChannelHandlerContext context, Object octets, ChannelPromise promise) {
      ChannelFuture _ = context.write(scrambled(context, (ByteBuf) octets), promise);
    }

    private static ByteBuf scrambled(ChannelHandlerContext context, ByteBuf octets) {
      ByteBuf out = context.alloc().buffer(octets.readableBytes());
      while (octets.isReadable()) {
        out.writeByte(octets.readByte() ^ KEY);
      }
      octets.release();
      return out;
    }
  }
}
