package org.srv6pipes.resolver.message;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

/**
 * What is done to channels without waiting for it: should it fail, the channel closes and says so.
 */
public final class Channels {
  private Channels() {}

  public static void close(Channel channel) {
    ChannelFuture _ = channel.close();
  }

  /** Hands the octets over to the channel. */
  public static void send(Channel channel, ByteBuf octets) {
    ChannelFuture _ = channel.writeAndFlush(octets);
  }
}
