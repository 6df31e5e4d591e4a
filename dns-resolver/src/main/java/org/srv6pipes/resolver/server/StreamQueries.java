package org.srv6pipes.resolver.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.srv6pipes.resolver.message.Channels;

/**
 * The queries of one connection. Some may be under way at once; beyond that, and while replies are
 * not taken, nothing more is read.
 */
final class StreamQueries extends SimpleChannelInboundHandler<ByteBuf> {
  private static final int MOST_UNDER_WAY = 64;

  private final Answering answering;
  private final Duration idle;
  private int underWay;
  private long lastUse = System.nanoTime();

  StreamQueries(Answering answering, Duration idle) {
    this.answering = answering;
    this.idle = idle;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    watch(context.channel(), idle.toNanos());
  }

  private void watch(Channel channel, long nanos) {
    Future<?> _ =
        channel.eventLoop().schedule(() -> closeOrWatch(channel), nanos, TimeUnit.NANOSECONDS);
  }

  private void closeOrWatch(Channel channel) {
    long left = idle.toNanos() - (System.nanoTime() - lastUse);
    if (left <= 0) {
      Channels.close(channel);
    } else if (channel.isOpen()) {
      watch(channel, left);
    }
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
    byte[] octets = new byte[message.readableBytes()];
    message.readBytes(octets);
    InetSocketAddress client = (InetSocketAddress) context.channel().remoteAddress();
    lastUse = System.nanoTime();
    underWay++;
    readOrPause(context.channel());
    answering.answer(
        octets,
        client.getAddress(),
        true,
        reply -> context.channel().eventLoop().execute(() -> send(context, reply)));
  }

  private void send(ChannelHandlerContext context, byte[] reply) {
    underWay--;
    lastUse = System.nanoTime();
    Channels.send(context.channel(), Unpooled.wrappedBuffer(reply));
    readOrPause(context.channel());
  }

  private void readOrPause(Channel channel) {
    channel.config().setAutoRead(underWay < MOST_UNDER_WAY && channel.isWritable());
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    readOrPause(context.channel());
  }

  /** The client has gone, whatever the reason. */
  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Channels.close(context.channel());
  }
}
