package org.srv6pipes.resolver.lookup;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.resolver.message.Channels;
import org.srv6pipes.resolver.message.Framing;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;

/**
 * One question to one upstream: over UDP from a port and with an identifier that nobody can guess,
 * over TCP where the answer says that it was cut.
 */
final class Upstream {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int LONGEST_DATAGRAM = 4096;

  private final EventLoop loop;
  private final InetSocketAddress server;
  private final Question question;
  private final int id = RANDOM.nextInt(0x10000);
  private final CompletableFuture<Message> answer = new CompletableFuture<>();

  private Upstream(EventLoop loop, InetSocketAddress server, Question question) {
    this.loop = loop;
    this.server = server;
    this.question = question;
  }

  /** Asks, and forgets all about it when the time is over. */
  static CompletableFuture<Message> ask(
      EventLoop loop, InetSocketAddress server, Question question, Duration patience) {
    Upstream upstream = new Upstream(loop, server, question);
    Future<?> end = loop.schedule(upstream::giveUp, patience.toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<Message> _ = upstream.answer.whenComplete((_, _) -> end.cancel(false));
    upstream.overUdp();
    return upstream.answer;
  }

  private void giveUp() {
    fail("no answer in time");
  }

  private void fail(String why) {
    answer.completeExceptionally(new LookupException(server + ": " + why));
  }

  private void overUdp() {
    SocketProtocolFamily family =
        server.getAddress() instanceof Inet4Address
            ? SocketProtocolFamily.INET
            : SocketProtocolFamily.INET6;
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channelFactory(() -> new EpollDatagramChannel(family))
            .option(
                ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LONGEST_DATAGRAM))
            .handler(new DatagramReader())
            .connect(server);
    sendWhen(connected, Unpooled.wrappedBuffer(question.query(id).toWire()));
  }

  private void overTcp() {
    ChannelFuture connected =
        new Bootstrap()
            .group(loop)
            .channel(EpollSocketChannel.class)
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel.pipeline().addLast(new Framing(), new StreamReader());
                  }
                })
            .connect(server);
    sendWhen(connected, Unpooled.wrappedBuffer(question.query(id).toWire()));
  }

  private void sendWhen(ChannelFuture connected, ByteBuf query) {
    Channel channel = connected.channel();
    CompletableFuture<Message> _ = answer.whenComplete((_, _) -> Channels.close(channel));
    ChannelFuture _ =
        connected.addListener(
            result -> {
              if (result.isSuccess()) {
                Channels.send(channel, query);
              } else {
                query.release();
                fail(String.valueOf(result.cause()));
              }
            });
  }

  private void received(ByteBuf octets, boolean mayBeCut, Channel channel) {
    byte[] copy = new byte[octets.readableBytes()];
    octets.readBytes(copy);
    Message message;
    try {
      message = new Message(copy);
    } catch (IOException | RuntimeException malformed) {
      return;
    }
    boolean ours =
        message.getHeader().getID() == id
            && message.getHeader().getFlag(Flags.QR)
            && question.isAskedBy(message);
    if (!ours) {
      return;
    }
    if (mayBeCut && message.getHeader().getFlag(Flags.TC)) {
      Channels.close(channel);
      overTcp();
    } else {
      answer.complete(message);
    }
  }

  /** A stranger's datagram does not come here: the socket is connected. */
  private final class DatagramReader extends SimpleChannelInboundHandler<DatagramPacket> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, DatagramPacket packet) {
      received(packet.content(), true, context.channel());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(String.valueOf(cause.getMessage()));
    }
  }

  private final class StreamReader extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
      received(message, false, context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
      fail("closed the connection");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      fail(String.valueOf(cause.getMessage()));
    }
  }
}
