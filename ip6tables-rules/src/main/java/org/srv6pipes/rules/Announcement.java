package org.srv6pipes.rules;

import java.util.List;
import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.linux.Tun;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * Routes by which a routing daemon knows that SIDs are served here: one for each prefix, in the
 * main table, with protocol and metric 84, of which nothing else of ours has either. They lead to
 * an interface that the process holds, so they go with it however it ends, and need no ledger. Who
 * takes over from another process replaces that one's, so that daemons never see the prefix go.
 * What really arrives for the SIDs is taken before it meets them.
 */
public final class Announcement implements AutoCloseable {
  /** Of the routes; daemons tell them from others by either. */
  static final int PROTOCOL = 84;

  static final int METRIC = 84;

  private static final String INTERFACE = "srv6pipes-";

  private final Tun interfaceOfOurs;

  private Announcement(Tun interfaceOfOurs) {
    this.interfaceOfOurs = interfaceOfOurs;
  }

  /** Makes the routes. */
  public static Announcement of(Allocation numbers, List<Ipv6Prefix> prefixes) {
    Tun tun = Tun.open(INTERFACE + numbers.index());
    try (Rtnetlink routing = Rtnetlink.open()) {
      prefixes.forEach(prefix -> routing.replaceRoute(route(prefix, tun)));
      return new Announcement(tun);
    } catch (RuntimeException e) {
      tun.close();
      throw e;
    }
  }

  static boolean isInterfaceOfOurs(String name) {
    return name.startsWith(INTERFACE);
  }

  private static Route route(Ipv6Prefix prefix, Tun tun) {
    return Route.to(new Prefix6(prefix.address().toInet(), prefix.length()))
        .device(tun.index())
        .metric(METRIC)
        .protocol(PROTOCOL)
        .build();
  }

  /** Withdraws them all at once. */
  @Override
  public void close() {
    interfaceOfOurs.close();
  }
}
