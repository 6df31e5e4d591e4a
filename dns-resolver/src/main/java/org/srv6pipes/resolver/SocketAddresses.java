package org.srv6pipes.resolver;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.srv6pipes.resolver.server.AddressBlock;
import org.srv6pipes.service.config.ValueType;
import org.srv6pipes.wire.Ipv6Address;

/** {@code [2001:db8::53]:53} and {@code 192.0.2.53:53}; never a name that would be looked up. */
public final class SocketAddresses {
  private static final Pattern FORM = Pattern.compile("(?:\\[([^\\]]+)\\]|([0-9.]+)):([0-9]{1,5})");

  private static final int LARGEST_PORT = 0xffff;

  /** As configuration files have them. */
  public static final ValueType<InetSocketAddress> TYPE =
      ValueType.text(
          "address and port", "[2001:db8::53]:53", SocketAddresses::parse, SocketAddresses::toText);

  private SocketAddresses() {}

  /**
   * @throws IllegalArgumentException that says what is wrong
   */
  public static InetSocketAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group(3)) > LARGEST_PORT) {
      throw new IllegalArgumentException(
          "write an address and a port, such as [2001:db8::53]:53 or 192.0.2.53:53");
    }
    int port = Integer.parseInt(matcher.group(3));
    return matcher.group(1) == null
        ? new InetSocketAddress(four(matcher.group(2)), port)
        : new InetSocketAddress(Ipv6Address.parse(matcher.group(1)).toInet(), port);
  }

  private static InetAddress four(String text) {
    int octets = (int) AddressBlock.parse(text).prefix().address().low();
    try {
      return InetAddress.getByAddress(ByteBuffer.allocate(Integer.BYTES).putInt(octets).array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four octets are an address", e);
    }
  }

  /** Each of them in the same form. */
  public static List<String> toTexts(Collection<InetSocketAddress> addresses) {
    return addresses.stream().map(SocketAddresses::toText).toList();
  }

  /** The same form. */
  public static String toText(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address six
        ? "[" + Ipv6Address.from(six) + "]:" + address.getPort()
        : address.getAddress().getHostAddress() + ":" + address.getPort();
  }
}
