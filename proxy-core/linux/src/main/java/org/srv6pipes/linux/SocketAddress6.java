package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv6 address and port that calls fill in: mutable, so that a caller who keeps one accepts
 * connections without allocating. An IPv4 peer of a dual-stack socket appears as its mapped
 * address.
 */
public final class SocketAddress6 {
  private long high;
  private long low;
  private int port;

  /** The first eight bytes of the address. */
  public long high() {
    return high;
  }

  /** The last eight bytes of the address. */
  public long low() {
    return low;
  }

  public int port() {
    return port;
  }

  public void set(long high, long low, int port) {
    this.high = high;
    this.low = low;
    this.port = port;
  }

  @Override
  public String toString() {
    return text(high, low, port);
  }

  static String text(long high, long low, int port) {
    return '[' + Scratch.text(high, low) + "]:" + port;
  }

  static String text(Inet6Address address) {
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    return Scratch.text(bytes.getLong(0), bytes.getLong(8));
  }

  static Inet6Address inetAddress(long high, long low) {
    try {
      byte[] bytes = ByteBuffer.allocate(16).putLong(high).putLong(low).array();
      return Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException e) {
      throw new AssertionError("sixteen bytes are always an IPv6 address", e);
    }
  }
}
