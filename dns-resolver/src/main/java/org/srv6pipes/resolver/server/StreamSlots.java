package org.srv6pipes.resolver.server;

import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.atomic.AtomicInteger;
import org.srv6pipes.resolver.message.Channels;

/** Lets so many connections be at once, and closes those beyond. */
@ChannelHandler.Sharable
final class StreamSlots extends ChannelInboundHandlerAdapter {
  private final AtomicInteger free;

  StreamSlots(int connections) {
    this.free = new AtomicInteger(connections);
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (free.decrementAndGet() < 0) {
      Channels.close(context.channel());
    } else {
      context.fireChannelActive();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    free.incrementAndGet();
    context.fireChannelInactive();
  }
}
