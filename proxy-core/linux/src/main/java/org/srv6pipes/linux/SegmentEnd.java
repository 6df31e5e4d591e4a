package org.srv6pipes.linux;

/**
 * {@code encap seg6local action End} on a route: packets that take it go on to the next segment of
 * their list, as RFC 8986 says of an endpoint. The kernel delivers none of them to this host, and
 * drops those without a list or at its end. The route names an interface that is not the loopback;
 * with that one two such segments in a row would be dropped.
 */
public enum SegmentEnd implements Encapsulation {
  /** The header stays to the end of the way. */
  END,
  /**
   * Where the next segment is the last one, the header goes (the flavor PSP, from Linux 6.3 on).
   */
  END_WITHOUT_LAST_HEADER;

  /**
   * SEG6_LOCAL_ACTION, SEG6_LOCAL_FLAVORS, SEG6_LOCAL_FLV_OPERATION, SEG6_LOCAL_ACTION_END and the
   * bit of SEG6_LOCAL_FLV_OP_PSP, of linux/seg6_local.h.
   */
  private static final int ACTION = 1;

  private static final int FLAVORS = 11;
  private static final int FLAVOR_OPERATION = 1;
  private static final int ACTION_END = 1;
  private static final int PSP = 1 << 1;

  void writeTo(NetlinkMessage message) {
    message.attributeInt(ACTION, ACTION_END);
    if (this == END_WITHOUT_LAST_HEADER) {
      int nest = message.openNest(FLAVORS);
      message.attributeInt(FLAVOR_OPERATION, PSP).closeNest(nest);
    }
  }

  /** In the words of ip-route(8). */
  @Override
  public String toString() {
    return "seg6local action End" + (this == END_WITHOUT_LAST_HEADER ? " flavors psp" : "");
  }
}
