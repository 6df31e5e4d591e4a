package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The IPv6 addresses that share their first {@code length} bits.
 *
 * @param address the first of them; bits behind the length are cleared
 */
public record Prefix6(Inet6Address address, int length) {
  /** Every address: the destination of a default route. */
  public static final Prefix6 ALL = new Prefix6(SocketAddress6.inetAddress(0, 0), 0);

  public Prefix6 {
    if (length < 0 || length > 128) {
      throw new IllegalArgumentException("an IPv6 prefix has 0 to 128 bits, not " + length);
    }
    ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
    address =
        SocketAddress6.inetAddress(
            bytes.getLong(0) & mask(length), bytes.getLong(8) & mask(length - 64));
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
  }

  /** Reads {@code fc00:1::/64}; an address alone is a prefix of 128 bits. */
  public static Prefix6 parse(String text) {
    int slash = text.indexOf('/');
    return slash < 0
        ? of(text, 128)
        : of(text.substring(0, slash), Integer.parseInt(text.substring(slash + 1)));
  }

  private static Prefix6 of(String address, int length) {
    if (InetAddress.ofLiteral(address) instanceof Inet6Address inet6) {
      return new Prefix6(inet6, length);
    }
    throw new IllegalArgumentException(address + " is not an IPv6 address");
  }

  @Override
  public String toString() {
    return SocketAddress6.text(address) + '/' + length;
  }
}
