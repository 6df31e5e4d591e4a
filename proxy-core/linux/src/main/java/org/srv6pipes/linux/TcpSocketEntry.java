package org.srv6pipes.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One TCP socket as the kernel lists it.
 *
 * <pre>
 * struct inet_diag_msg {                                                      linux/inet_diag.h
 *   u8  idiag_family, idiag_state, idiag_timer, idiag_retrans;                at 0
 *   struct inet_diag_sockid id;                                               at 4
 *   u32 idiag_expires, idiag_rqueue, idiag_wqueue, idiag_uid, idiag_inode;    at 52
 * }
 * </pre>
 *
 * @param cookie the kernel's own number for this very socket
 * @param receiveQueue received bytes that wait to be read; of a listener, connections that wait to
 *     be accepted
 * @param sendQueue bytes that the peer has not acknowledged; of a listener, its backlog
 * @param inode as in /proc/PID/fd; 0 for what no process has open, as in TIME_WAIT
 * @param mark that rules and routing see on what it sends; 0 also where the asking process lacks
 *     CAP_NET_ADMIN
 */
public record TcpSocketEntry(
    TcpState state,
    long localHigh,
    long localLow,
    int localPort,
    long remoteHigh,
    long remoteLow,
    int remotePort,
    long cookie,
    int receiveQueue,
    int sendQueue,
    int inode,
    int mark) {
  private static final int HEADER = 72;

  /** INET_DIAG_MARK of linux/inet_diag.h. */
  private static final int MARK = 15;

  static TcpSocketEntry parse(ByteBuffer body) {
    int receiveQueue = body.getInt(56);
    int sendQueue = body.getInt(60);
    int inode = body.getInt(68);
    long cookie = body.getLong(44);
    int mark = mark(body);
    body.order(ByteOrder.BIG_ENDIAN);
    return new TcpSocketEntry(
        TcpState.of(body.get(1)),
        body.getLong(8),
        body.getLong(16),
        Short.toUnsignedInt(body.getShort(4)),
        body.getLong(24),
        body.getLong(32),
        Short.toUnsignedInt(body.getShort(6)),
        cookie,
        receiveQueue,
        sendQueue,
        inode,
        mark);
  }

  private static int mark(ByteBuffer body) {
    NetlinkAttributes attributes = NetlinkAttributes.behind(body, HEADER);
    while (attributes.next()) {
      if (attributes.type() == MARK) {
        return attributes.getInt();
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return state
        + " "
        + SocketAddress6.text(localHigh, localLow, localPort)
        + " - "
        + SocketAddress6.text(remoteHigh, remoteLow, remotePort);
  }
}
