package org.srv6pipes.resolver.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramingTest {
  private static final byte[] STREAM = {0, 3, 1, 2, 3, 0, 0, 0, 1, 9};

  private final EmbeddedChannel channel = new EmbeddedChannel(new Framing());

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 10})
  void shouldFindMessagesHoweverTheStreamIsCut(int piece) {
    for (int at = 0; at < STREAM.length; at += piece) {
      int length = Math.min(piece, STREAM.length - at);
      channel.writeInbound(Unpooled.copiedBuffer(STREAM, at, length));
    }

    assertThat(next()).containsExactly(1, 2, 3);
    assertThat(next()).isEmpty();
    assertThat(next()).containsExactly(9);
    assertThat(channel.<ByteBuf>readInbound()).isNull();
    channel.finishAndReleaseAll();
  }

  private byte[] next() {
    ByteBuf message = channel.readInbound();
    byte[] octets = ByteBufUtil.getBytes(message);
    message.release();
    return octets;
  }

  @Test
  void shouldPutTheLengthBeforeWhatItSends() {
    channel.writeOutbound(Unpooled.wrappedBuffer(new byte[] {7, 8}));

    ByteBuf sent = channel.readOutbound();
    assertThat(ByteBufUtil.getBytes(sent)).containsExactly(0, 2, 7, 8);
    sent.release();
  }
}
