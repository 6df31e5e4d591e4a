package org.srv6pipes.endhost.server;

import java.util.List;
import org.srv6pipes.wire.Ipv6Address;

/** How a packet wants to be answered. */
sealed interface Wanted {

  /**
   * Along these SIDs.
   *
   * @param sids in the order in which the answer visits them; one at least
   */
  record Path(List<Ipv6Address> sids) implements Wanted {
    public Path {
      sids = List.copyOf(sids);
    }
  }

  /** By plain routing: it names no path, or one on which nobody is. */
  record Plain() implements Wanted {}

  /** Along a path that it must not or cannot have. */
  record Unusable(Reason reason, String detail) implements Wanted {}

  /** Why a path cannot be used. */
  enum Reason {
    /** The headers or the TLV contradict themselves. */
    MALFORMED,
    /** The path leads to someone else than the packet's source. */
    NOT_TO_SOURCE,
    /** A SID is not where paths may lead. */
    NOT_ALLOWED,
    /** There is no route to the first SID, or it is this host. */
    NO_ROUTE
  }
}
