package org.srv6pipes.resolver.server;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.srv6pipes.service.config.ValueType;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * Addresses of one family that begin alike: {@code 2001:db8::/32}, {@code 192.0.2.0/24}, or one
 * alone.
 *
 * @param prefix IPv4 addresses as they are mapped into IPv6
 */
public record AddressBlock(Ipv6Prefix prefix) {
  /** As configuration files have them. */
  public static final ValueType<AddressBlock> TYPE =
      ValueType.text(
          "address or prefix", "2001:db8::/32", AddressBlock::parse, AddressBlock::toString);

  /** This host alone. */
  public static final List<AddressBlock> LOOPBACK = List.of(parse("::1"), parse("127.0.0.0/8"));

  private static final long MAPPED = 0xffff_0000_0000L;
  private static final int MAPPED_BITS = 96;

  /**
   * @throws IllegalArgumentException that says what is wrong
   */
  public static AddressBlock parse(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (address.indexOf(':') >= 0) {
      return new AddressBlock(Ipv6Prefix.parse(slash < 0 ? text + "/128" : text));
    }
    int bits = slash < 0 ? Integer.SIZE : bits(text.substring(slash + 1));
    return new AddressBlock(new Ipv6Prefix(mapped(octets(address)), MAPPED_BITS + bits));
  }

  private static int bits(String text) {
    if (!text.matches("[0-9]|[12][0-9]|3[0-2]")) {
      throw new IllegalArgumentException("behind the slash stands a number from 0 to 32");
    }
    return Integer.parseInt(text);
  }

  private static int octets(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != Integer.BYTES) {
      throw new IllegalArgumentException("write four numbers with dots, or an IPv6 address");
    }
    int octets = 0;
    for (String part : parts) {
      if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 0xff) {
        throw new IllegalArgumentException("\"" + part + "\" is not a number from 0 to 255");
      }
      octets = octets << 8 | Integer.parseInt(part);
    }
    return octets;
  }

  private static Ipv6Address mapped(int octets) {
    return new Ipv6Address(0, MAPPED | Integer.toUnsignedLong(octets));
  }

  /** An address of either family as an IPv6 address. */
  public static Ipv6Address mapped(InetAddress address) {
    return switch (address) {
      case Inet6Address six -> Ipv6Address.from(six);
      case Inet4Address four -> mapped(ByteBuffer.wrap(four.getAddress()).getInt());
      default -> throw new IllegalArgumentException(address + " is of no known family");
    };
  }

  public boolean contains(Ipv6Address address) {
    return prefix.contains(address);
  }

  @Override
  public String toString() {
    if (!prefix.address().isV4Mapped() || prefix.length() < MAPPED_BITS) {
      return prefix.toString();
    }
    int octets = (int) prefix.address().low();
    return "%d.%d.%d.%d/%d"
        .formatted(
            octets >>> 24,
            octets >>> 16 & 0xff,
            octets >>> 8 & 0xff,
            octets & 0xff,
            prefix.length() - MAPPED_BITS);
  }
}
