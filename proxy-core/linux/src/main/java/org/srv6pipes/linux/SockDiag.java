package org.srv6pipes.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks at the IPv6 TCP sockets of a network namespace from outside, that of the thread which
 * opened this. Any thread may use it; calls wait for each other.
 *
 * <pre>
 * struct inet_diag_req_v2 {                                 linux/inet_diag.h
 *   u8  sdiag_family, sdiag_protocol, idiag_ext, pad;       at 0
 *   u32 idiag_states;                                       at 4
 *   struct inet_diag_sockid {
 *     be16 idiag_sport, idiag_dport;                        at 8
 *     be32 idiag_src[4];                                    at 12
 *     be32 idiag_dst[4];                                    at 28
 *     u32  idiag_if;                                        at 44
 *     u32  idiag_cookie[2];                                 at 48
 *   };
 * }
 * </pre>
 */
public final class SockDiag implements AutoCloseable {
  /** SOCK_DIAG_BY_FAMILY and SOCK_DESTROY of linux/sock_diag.h. */
  private static final int SOCK_DIAG_BY_FAMILY = 20;

  private static final int SOCK_DESTROY = 21;

  /** INET_DIAG_REQ_BYTECODE and INET_DIAG_BC_MARK_COND of linux/inet_diag.h. */
  private static final int REQUEST_BYTECODE = 1;

  private static final int MARK_CONDITION = 10;

  /** IPPROTO_TCP of linux/in.h. */
  private static final int IPPROTO_TCP = 6;

  /** INET_DIAG_NOCOOKIE in both halves. */
  private static final long ANY_COOKIE = -1;

  private final NetlinkSocket socket = NetlinkSocket.open(NetlinkSocket.SOCK_DIAG, "sock_diag");
  private final NativeBuffer memory = NativeBuffer.allocate(256);
  private final NetlinkMessage message = new NetlinkMessage(memory);

  private SockDiag() {}

  public static SockDiag open() {
    return new SockDiag();
  }

  /**
   * Ends what the kernel still holds of one connection that no process has open, so that its
   * addresses and ports can be bound and connected again: its TIME_WAIT, what is left to send after
   * a close, or a handshake that nobody has accepted. Needs CAP_NET_ADMIN.
   *
   * <p>No other socket is ever touched. A request by addresses alone would hit a listener on the
   * local port where there is no such connection; hence the socket is looked up first and then
   * destroyed by its cookie.
   *
   * @return 0; {@code -ENOENT} when there is no such connection; {@code -EBUSY} when a process has
   *     it open; {@code -EOPNOTSUPP} when this kernel cannot do it
   */
  public synchronized int destroyRemains(
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort) {
    return destroyRemainsIf(
        _ -> true, localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
  }

  /**
   * The same for some alone, such as what the peer has all of; {@code -EBUSY} when it is none of
   * those.
   */
  public synchronized int destroyRemainsIf(
      Predicate<TcpSocketEntry> which,
      long localHigh,
      long localLow,
      int localPort,
      long remoteHigh,
      long remoteLow,
      int remotePort) {
    List<TcpSocketEntry> found = new ArrayList<>(1);
    begin(SOCK_DIAG_BY_FAMILY, NetlinkMessage.ACKNOWLEDGE, 0, localPort, remotePort)
        .putNetworkLong(localHigh)
        .putNetworkLong(localLow)
        .putNetworkLong(remoteHigh)
        .putNetworkLong(remoteLow)
        .putInt(0)
        .putLong(ANY_COOKIE);
    int result = socket.exchange(message, (_, body) -> found.add(TcpSocketEntry.parse(body)));
    if (result != 0) {
      return result;
    }
    TcpSocketEntry entry = found.getFirst();
    return which.test(entry) ? destroyRemains(entry) : -Errno.EBUSY;
  }

  /**
   * The same for a socket that was listed: if there is another one with its addresses and ports by
   * now, that is left alone.
   */
  public synchronized int destroyRemains(TcpSocketEntry entry) {
    if (entry.state() == TcpState.LISTEN) {
      return -Errno.ENOENT;
    }
    if (entry.inode() != 0) {
      return -Errno.EBUSY;
    }
    begin(SOCK_DESTROY, NetlinkMessage.ACKNOWLEDGE, 0, entry.localPort(), entry.remotePort())
        .putNetworkLong(entry.localHigh())
        .putNetworkLong(entry.localLow())
        .putNetworkLong(entry.remoteHigh())
        .putNetworkLong(entry.remoteLow())
        .putInt(0)
        .putLong(entry.cookie());
    return socket.exchange(message, (_, _) -> {});
  }

  /**
   * The sockets in some states.
   *
   * @param localPort theirs, or 0 for any
   * @param most to list; the rest is left out
   */
  public synchronized List<TcpSocketEntry> list(Set<TcpState> states, int localPort, int most) {
    List<TcpSocketEntry> found = new ArrayList<>();
    begin(SOCK_DIAG_BY_FAMILY, NetlinkMessage.DUMP, bits(states), localPort, 0)
        .putZeros(4 * Long.BYTES + Integer.BYTES)
        .putLong(ANY_COOKIE);
    dump(
        entry -> {
          if (found.size() < most) {
            found.add(entry);
          }
        });
    return found;
  }

  /**
   * Hands over the sockets in some states that have a certain mark, however many there are. The
   * kernel picks them out. Needs CAP_NET_ADMIN.
   *
   * @param mask which bits of the mark count
   * @param taker must not use this object
   */
  public synchronized void eachMarked(
      Set<TcpState> states, int mark, int mask, Consumer<TcpSocketEntry> taker) {
    begin(SOCK_DIAG_BY_FAMILY, NetlinkMessage.DUMP, bits(states), 0, 0)
        .putZeros(4 * Long.BYTES + Integer.BYTES)
        .putLong(ANY_COOKIE)
        .attribute(REQUEST_BYTECODE, markIs(mark, mask));
    dump(taker);
  }

  /**
   * A program of one condition: its offset leads behind the end when it holds, which selects, and
   * further when it does not.
   *
   * <pre>
   * struct inet_diag_bc_op { u8 code, yes; u16 no; }      linux/inet_diag.h
   * struct inet_diag_markcond { u32 mark, mask; }
   * </pre>
   */
  private static byte[] markIs(int mark, int mask) {
    int length = 12;
    ByteBuffer program = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    program.put((byte) MARK_CONDITION).put((byte) length).putShort((short) (length + 4));
    return program.putInt(mark).putInt(mask).array();
  }

  /** The sockets in whatever state. */
  public List<TcpSocketEntry> list(int localPort, int most) {
    return list(EnumSet.allOf(TcpState.class), localPort, most);
  }

  private static int bits(Set<TcpState> states) {
    return states.stream().mapToInt(state -> 1 << state.number).reduce(0, (a, b) -> a | b);
  }

  private void dump(Consumer<TcpSocketEntry> taker) {
    int result = socket.exchange(message, (_, body) -> taker.accept(TcpSocketEntry.parse(body)));
    if (result < 0) {
      throw socket.failure("SOCK_DIAG_BY_FAMILY", result, "sock_diag");
    }
  }

  private NetlinkMessage begin(int type, int flags, int states, int localPort, int remotePort) {
    message.begin(type, flags).putByte(Scratch.AF_INET6).putByte(IPPROTO_TCP).putShort(0);
    return message.putInt(states).putNetworkShort(localPort).putNetworkShort(remotePort);
  }

  @Override
  public synchronized void close() {
    socket.close();
    memory.close();
  }
}
