package org.srv6pipes.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;

/**
 * What {@code getsockopt(TCP_INFO)} tells about one connection: the fields of {@code struct
 * tcp_info} (linux/tcp.h) that say how well it does.
 *
 * @param state where the connection is in its life
 * @param retransmissionTimeout how long TCP waits now before it sends again
 * @param roundTrip smoothed, with its mean deviation in {@code roundTripDeviation}
 * @param minimumRoundTrip the least seen lately
 * @param sendMss how many bytes a segment that we send may carry, extension headers already taken
 *     off
 * @param pathMtu what TCP believes fits on the way
 * @param congestionWindow in segments
 * @param unacknowledged segments on their way
 * @param lost segments believed lost and not sent again yet
 * @param retransmissions segments sent again since the connection was born
 * @param notSentBytes written and not sent yet
 * @param acknowledgedBytes that the peer confirmed since the connection was born
 * @param receivedBytes since the connection was born
 * @param deliveryRate recent goodput in bytes per second
 */
public record TcpInfo(
    TcpState state,
    Duration retransmissionTimeout,
    Duration roundTrip,
    Duration roundTripDeviation,
    Duration minimumRoundTrip,
    int sendMss,
    int pathMtu,
    int congestionWindow,
    int unacknowledged,
    int lost,
    int retransmissions,
    int notSentBytes,
    long acknowledgedBytes,
    long receivedBytes,
    long deliveryRate) {

  /** What Linux 4.10 and later fill in, up to and including tcpi_delivery_rate. */
  static final int SIZE = 168;

  static TcpInfo parse(ByteBuffer info) {
    info.order(ByteOrder.nativeOrder());
    return new TcpInfo(
        TcpState.of(info.get(0)),
        microseconds(info.getInt(8)),
        microseconds(info.getInt(68)),
        microseconds(info.getInt(72)),
        microseconds(info.getInt(148)),
        info.getInt(16),
        info.getInt(60),
        info.getInt(80),
        info.getInt(24),
        info.getInt(32),
        info.getInt(100),
        info.getInt(144),
        info.getLong(120),
        info.getLong(128),
        info.getLong(160));
  }

  private static Duration microseconds(int unsigned) {
    return Duration.ofNanos(1000 * Integer.toUnsignedLong(unsigned));
  }
}
