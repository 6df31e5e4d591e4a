package org.srv6pipes.linux;

/** What a route does with a packet, with the numbers of linux/rtnetlink.h (RTN_…). */
public enum RouteType {
  UNICAST(1),
  LOCAL(2),
  ANYCAST(4),
  MULTICAST(5),
  BLACKHOLE(6),
  UNREACHABLE(7),
  PROHIBIT(8),
  THROW(9),
  /** One of those that IPv6 routes never have. */
  OTHER(0);

  final int number;

  RouteType(int number) {
    this.number = number;
  }

  static RouteType of(int number) {
    for (RouteType type : values()) {
      if (type.number == number) {
        return type;
      }
    }
    return OTHER;
  }
}
