package org.srv6pipes.wire;

import java.util.Comparator;

/** Who opened the connection: the address and port that every proxy of the chain keeps. */
public record ClientAddress(Ipv6Address address, int port) implements Comparable<ClientAddress> {
  private static final Comparator<ClientAddress> ORDER =
      Comparator.comparing(ClientAddress::address).thenComparingInt(ClientAddress::port);

  public ClientAddress {
    Checks.fits("port", port, 16);
  }

  @Override
  public int compareTo(ClientAddress that) {
    return ORDER.compare(this, that);
  }

  /** {@code [2001:db8::1]:80} */
  @Override
  public String toString() {
    return "[" + address + "]:" + port;
  }
}
