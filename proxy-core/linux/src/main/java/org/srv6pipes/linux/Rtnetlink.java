package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Routes, rules, links and addresses of one network namespace: that of the thread which opened
 * this. See linux/rtnetlink.h. Any thread may use it; calls wait for each other.
 */
public final class Rtnetlink implements AutoCloseable {
  private static final int RTM_GETLINK = 18;
  private static final int RTM_GETADDR = 22;
  private static final int RTM_NEWROUTE = 24;
  private static final int RTM_DELROUTE = 25;
  private static final int RTM_GETROUTE = 26;
  private static final int RTM_NEWRULE = 32;
  private static final int RTM_DELRULE = 33;
  private static final int RTM_GETRULE = 34;

  /** RTA_DST, RTA_IIF, RTA_TABLE and RTA_MARK. */
  private static final int DST = 1;

  private static final int IIF = 3;
  private static final int TABLE = 15;
  private static final int MARK = 16;

  /**
   * What can be listed: a request, the family and length of its fixed header, and how to read an
   * answer.
   */
  private record Listing<T>(
      String call, int request, int family, int header, Function<ByteBuffer, T> parser) {}

  private static final Listing<Route> ROUTES =
      new Listing<>("RTM_GETROUTE", RTM_GETROUTE, Scratch.AF_INET6, Route.HEADER, Route::parse);
  private static final Listing<RoutingRule> RULES =
      new Listing<>(
          "RTM_GETRULE", RTM_GETRULE, Scratch.AF_INET6, RoutingRule.HEADER, RoutingRule::parse);
  private static final Listing<InterfaceAddress6> ADDRESSES =
      new Listing<>(
          "RTM_GETADDR",
          RTM_GETADDR,
          Scratch.AF_INET6,
          InterfaceAddress6.HEADER,
          InterfaceAddress6::parse);
  private static final Listing<Link> LINKS =
      new Listing<>("RTM_GETLINK", RTM_GETLINK, 0, Link.HEADER, Link::parse);

  /** A table that changes all the time cannot be listed in one piece; this often it is tried. */
  private static final int ATTEMPTS = 10;

  private final NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.ROUTE, "rtnetlink");
  private final NativeBuffer memory = NativeBuffer.allocate(8192);
  private final NetlinkMessage message = new NetlinkMessage(memory);

  private Rtnetlink() {}

  public static Rtnetlink open() {
    return new Rtnetlink();
  }

  /**
   * Adds a route. Needs CAP_NET_ADMIN.
   *
   * @return false when one with the same destination, table and metric is there already, which is
   *     left alone
   */
  public synchronized boolean addRoute(Route route) {
    putRoute(NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE, route);
    return changed("RTM_NEWROUTE", Errno.EEXIST, route);
  }

  /**
   * Adds a route in the place of one with the same destination, table and metric, if there is one.
   */
  public synchronized void replaceRoute(Route route) {
    putRoute(NetlinkMessage.CREATE | NetlinkMessage.REPLACE, route);
    socket.request("RTM_NEWROUTE", message, route.toString());
  }

  /**
   * Deletes the route with this destination, table and, where given, metric, device, gateway and
   * protocol. The type does not count.
   *
   * @return false when there is none
   */
  public synchronized boolean deleteRoute(Route route) {
    route.writeTo(message.begin(RTM_DELROUTE, NetlinkMessage.ACKNOWLEDGE));
    return changed("RTM_DELROUTE", Errno.ESRCH, route);
  }

  private void putRoute(int flags, Route route) {
    route.writeTo(message.begin(RTM_NEWROUTE, flags | NetlinkMessage.ACKNOWLEDGE));
  }

  /** All routes of one table, those that the kernel made included. */
  public synchronized List<Route> routes(int table) {
    return list(ROUTES, table);
  }

  /** All routes of all tables. */
  public synchronized List<Route> routes() {
    return list(ROUTES, 0);
  }

  /** How this host would send a packet of its own. @see #lookup(Inet6Address, int, int) */
  public Route lookup(Inet6Address destination) {
    return lookup(destination, 0, 0);
  }

  /**
   * How a packet would go. The answer's destination is the address itself.
   *
   * @param ingress index of the interface that it comes in by; 0 for one of this host
   * @param mark that the packet carries
   * @return always something: where there is no way, a route of type unreachable, blackhole or
   *     prohibit
   */
  public synchronized Route lookup(Inet6Address destination, int ingress, int mark) {
    message.begin(RTM_GETROUTE, NetlinkMessage.ACKNOWLEDGE);
    message.putByte(Scratch.AF_INET6).putByte(128).putZeros(Route.HEADER - 2);
    message.attribute(DST, destination);
    if (ingress != 0) {
      message.attributeInt(IIF, ingress);
    }
    if (mark != 0) {
      message.attributeInt(MARK, mark);
    }
    List<Route> found = new ArrayList<>();
    int result = socket.exchange(message, (_, body) -> found.add(Route.parse(body)));
    return result == 0 ? found.getFirst() : noWay(destination, result);
  }

  private Route noWay(Inet6Address destination, int errno) {
    Prefix6 itself = new Prefix6(destination, 128);
    return switch (-errno) {
      case Errno.ENETUNREACH, Errno.EHOSTUNREACH -> Route.unreachable(itself).build();
      case Errno.EINVAL -> Route.blackhole(itself).build();
      case Errno.EACCES -> Route.prohibit(itself).build();
      default -> throw socket.failure("RTM_GETROUTE", errno, "route to " + itself);
    };
  }

  /**
   * Adds a rule. Needs CAP_NET_ADMIN.
   *
   * @return false when the same one is there already
   */
  public synchronized boolean addRule(RoutingRule rule) {
    int flags = NetlinkMessage.CREATE | NetlinkMessage.EXCLUSIVE | NetlinkMessage.ACKNOWLEDGE;
    rule.writeTo(message.begin(RTM_NEWRULE, flags));
    return changed("RTM_NEWRULE", Errno.EEXIST, rule);
  }

  /**
   * Deletes the first rule that has these properties.
   *
   * @return false when there is none
   */
  public synchronized boolean deleteRule(RoutingRule rule) {
    rule.writeTo(message.begin(RTM_DELRULE, NetlinkMessage.ACKNOWLEDGE));
    return changed("RTM_DELRULE", Errno.ENOENT, rule);
  }

  public synchronized List<RoutingRule> rules() {
    return list(RULES, 0);
  }

  public synchronized List<Link> links() {
    return list(LINKS, 0);
  }

  /** All IPv6 addresses of this host, on whatever interface. */
  public synchronized List<InterfaceAddress6> addresses() {
    return list(ADDRESSES, 0);
  }

  /**
   * @param normal the refusal that only says that there is nothing to do
   */
  private boolean changed(String call, int normal, Record object) {
    int result = socket.exchange(message, (_, _) -> {});
    if (result < 0 && result != -normal) {
      throw socket.failure(call, result, object.toString());
    }
    return result == 0;
  }

  private <T> List<T> list(Listing<T> what, int table) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      List<T> found = new ArrayList<>();
      message
          .begin(what.request, NetlinkMessage.DUMP)
          .putByte(what.family)
          .putZeros(what.header - 1);
      if (table != 0) {
        message.attributeInt(TABLE, table);
      }
      int result = socket.exchange(message, (_, body) -> found.add(what.parser.apply(body)));
      if (result == -Errno.ENOENT) {
        return List.of(); // there is no such table
      }
      if (result < 0) {
        throw socket.failure(what.call, result, "rtnetlink");
      }
      if (!socket.wasInterrupted()) {
        return found;
      }
    }
    throw new LinuxException(
        what.call,
        Errno.EINTR,
        "rtnetlink",
        "The list changes faster than it can be read: try again.");
  }

  @Override
  public synchronized void close() {
    socket.close();
    memory.close();
  }
}
