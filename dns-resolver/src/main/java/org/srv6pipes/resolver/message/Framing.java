package org.srv6pipes.resolver.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * DNS over TCP: each message behind its length in two octets (RFC 1035 section 4.2.2). Holds one
 * message of the peer at most.
 */
public final class Framing extends ChannelDuplexHandler {
  private static final int LENGTH = 2;

  private @Nullable ByteBuf gathered;

  @Override
  public void channelRead(ChannelHandlerContext context, Object octets) {
    ByteBuf rest = gather(context, (ByteBuf) octets);
    gathered = null;
    while (rest.readableBytes() >= LENGTH && rest.readableBytes() >= LENGTH + length(rest)) {
      int length = rest.readUnsignedShort();
      context.fireChannelRead(rest.readRetainedSlice(length));
    }
    if (rest.isReadable()) {
      gathered = rest;
    } else {
      rest.release();
    }
  }

  private static int length(ByteBuf octets) {
    return octets.getUnsignedShort(octets.readerIndex());
  }

  private ByteBuf gather(ChannelHandlerContext context, ByteBuf arrived) {
    if (gathered == null) {
      return arrived;
    }
    ByteBuf all = context.alloc().buffer(gathered.readableBytes() + arrived.readableBytes());
    all.writeBytes(gathered).writeBytes(arrived);
    gathered.release();
    arrived.release();
    return all;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    ByteBuf octets = (ByteBuf) message;
    ByteBuf length = context.alloc().buffer(LENGTH).writeShort(octets.readableBytes());
    ChannelFuture _ = context.write(Unpooled.wrappedBuffer(length, octets), promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }
}
