package org.srv6pipes.linux;

import java.util.EnumSet;
import java.util.Set;

/**
 * Tells that links, addresses, routes or rules of a network namespace have changed, so that whoever
 * keeps a list of them reads it again. Belongs to one thread.
 */
public final class RtnetlinkMonitor implements AutoCloseable {

  /** What may have changed. */
  public enum Change {
    LINKS(1, 16, 17),
    ADDRESSES(9, 20, 21),
    ROUTES(11, 24, 25),
    RULES(19, 32, 33);

    /**
     * RTNLGRP_LINK, RTNLGRP_IPV6_IFADDR, RTNLGRP_IPV6_ROUTE and RTNLGRP_IPV6_RULE of
     * linux/rtnetlink.h.
     */
    private final int group;

    /** RTM_NEWLINK, RTM_NEWADDR, RTM_NEWROUTE and RTM_NEWRULE. */
    private final int added;

    /** RTM_DELLINK, RTM_DELADDR, RTM_DELROUTE and RTM_DELRULE. */
    private final int deleted;

    Change(int group, int added, int deleted) {
      this.group = group;
      this.added = added;
      this.deleted = deleted;
    }

    private boolean isToldBy(int type) {
      return type == added || type == deleted;
    }
  }

  private final NetlinkSocket socket;
  private final Set<Change> wanted;

  private RtnetlinkMonitor(NetlinkSocket socket, Set<Change> wanted) {
    this.socket = socket;
    this.wanted = EnumSet.copyOf(wanted);
  }

  /** Listens in the network namespace of the calling thread from now on. */
  public static RtnetlinkMonitor open(Set<Change> wanted) {
    NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.ROUTE, "rtnetlink monitor");
    try {
      wanted.forEach(change -> socket.join(change.group));
      return new RtnetlinkMonitor(socket, wanted);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Readable when something has changed. */
  public int descriptor() {
    return socket.descriptor();
  }

  /**
   * Takes all that waits. @return what has changed since the last call; everything, when the kernel
   * had to leave some out
   */
  public Set<Change> drain() {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    int result = 0;
    while (result != -Errno.EAGAIN) {
      result = socket.tryReceive((type, _) -> note(type, changes));
      if (result == -Errno.ENOBUFS) {
        changes.addAll(wanted);
      } else if (result < 0 && result != -Errno.EAGAIN) {
        throw new LinuxException("read", result, "rtnetlink monitor");
      }
    }
    return changes;
  }

  private void note(int type, Set<Change> changes) {
    for (Change change : wanted) {
      if (change.isToldBy(type)) {
        changes.add(change);
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
