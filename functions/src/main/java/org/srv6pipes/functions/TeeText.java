package org.srv6pipes.functions;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Locale;

/**
 * For people: a line in front of each piece.
 *
 * <pre>
 *   2026-11-20T08:13:32.123456Z [fd00:c::1]:40000 > [fd00:5::1]:80 data 12
 *   I love dogs!
 * </pre>
 */
final class TeeText implements TeeFormat {

  @Override
  public byte[] beginning() {
    return new byte[0];
  }

  @Override
  public ByteBuffer head(Event event, TeeStream stream, Instant time, int length) {
    String line =
        "%s %s > %s %s %d\n"
            .formatted(
                time,
                text(stream.source()),
                text(stream.destination()),
                event.name().toLowerCase(Locale.ROOT),
                length);
    return ByteBuffer.wrap(line.getBytes(US_ASCII));
  }

  @Override
  public ByteBuffer tail(int length) {
    return ByteBuffer.wrap(length == 0 ? new byte[0] : new byte[] {'\n'});
  }

  private static String text(InetSocketAddress address) {
    return "[" + address.getAddress().getHostAddress() + "]:" + address.getPort();
  }
}
