package org.srv6pipes.wire;

import java.util.Comparator;

/** Whom the client wants to reach: the final segment, and the port that no proxy changes. */
public record ServerAddress(Ipv6Address address, int port) implements Comparable<ServerAddress> {
  private static final Comparator<ServerAddress> ORDER =
      Comparator.comparing(ServerAddress::address).thenComparingInt(ServerAddress::port);

  public ServerAddress {
    Checks.fits("port", port, 16);
  }

  @Override
  public int compareTo(ServerAddress that) {
    return ORDER.compare(this, that);
  }

  /** {@code [2001:db8::1]:80} */
  @Override
  public String toString() {
    return "[" + address + "]:" + port;
  }
}
