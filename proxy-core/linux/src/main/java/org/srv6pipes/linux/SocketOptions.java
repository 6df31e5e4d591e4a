package org.srv6pipes.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * The options of a TCP socket that a transparent proxy needs, among them those that the JDK and
 * Netty lack.
 */
public final class SocketOptions {

  /** Level and number of each option; the name is what stands in a failure. */
  enum Option {
    // Level SOL_SOCKET of asm-generic/socket.h, and the options there.
    SO_REUSEADDR(1, 2),
    SO_ERROR(1, 4),
    SO_SNDBUF(1, 7),
    SO_RCVBUF(1, 8),
    SO_KEEPALIVE(1, 9),
    SO_OOBINLINE(1, 10),
    SO_LINGER(1, 13),
    SO_REUSEPORT(1, 15),
    SO_RCVBUFFORCE(1, 33),
    SO_MARK(1, 36),
    SO_NETNS_COOKIE(1, 71),
    // Level IPPROTO_TCP of linux/in.h, options of linux/tcp.h.
    TCP_NODELAY(6, 1),
    TCP_KEEPIDLE(6, 4),
    TCP_KEEPINTVL(6, 5),
    TCP_KEEPCNT(6, 6),
    TCP_INFO(6, 11),
    TCP_QUICKACK(6, 12),
    TCP_CONGESTION(6, 13),
    TCP_USER_TIMEOUT(6, 18),
    TCP_NOTSENT_LOWAT(6, 25),
    TCP_SAVE_SYN(6, 27),
    TCP_SAVED_SYN(6, 28),
    // Level IPPROTO_IPV6 of linux/in.h, options of linux/in6.h.
    IPV6_MTU_DISCOVER(41, 23),
    IPV6_MTU(41, 24),
    IPV6_RTHDR(41, 57),
    IPV6_TCLASS(41, 67),
    IPV6_TRANSPARENT(41, 75),
    IPV6_FREEBIND(41, 78),
    // Level SOL_PACKET of linux/socket.h, options of linux/if_packet.h.
    PACKET_RX_RING(263, 5),
    PACKET_STATISTICS(263, 6),
    PACKET_VERSION(263, 10),
    PACKET_IGNORE_OUTGOING(263, 23),
    // Level SOL_NETLINK of bits/socket.h, options of linux/netlink.h.
    NETLINK_ADD_MEMBERSHIP(270, 1),
    NETLINK_NO_ENOBUFS(270, 5),
    NETLINK_CAP_ACK(270, 10),
    NETLINK_EXT_ACK(270, 11),
    NETLINK_GET_STRICT_CHK(270, 12);

    final int level;
    final int number;

    Option(int level, int number) {
      this.level = level;
      this.number = number;
    }
  }

  private SocketOptions() {}

  /**
   * Lets the socket bind to, and be reached under, addresses that are not this host's. Needs
   * CAP_NET_ADMIN.
   */
  public static void transparent(int socket) {
    setInt(socket, Option.IPV6_TRANSPARENT, 1);
  }

  /** Lets the socket bind to an address that this host does not have yet. */
  public static void freeBind(int socket) {
    setInt(socket, Option.IPV6_FREEBIND, 1);
  }

  public static void reuseAddress(int socket) {
    setInt(socket, Option.SO_REUSEADDR, 1);
  }

  /** Lets several listeners of one user share a port; the kernel spreads connections over them. */
  public static void reusePort(int socket) {
    setInt(socket, Option.SO_REUSEPORT, 1);
  }

  /**
   * With it, close sends RST and forgets what was not sent yet; so does the kernel when the process
   * dies. Without it, close sends FIN and goes on sending in the background.
   */
  public static void resetOnClose(int socket, boolean reset) {
    // struct linger { int l_onoff; int l_linger; } of asm-generic/socket.h, here {1, 0} or {0, 0}
    Scratch scratch = Scratch.mine();
    scratch.value.set(ValueLayout.JAVA_INT, Integer.BYTES, 0);
    set(socket, Option.SO_LINGER, scratch.putInt(reset ? 1 : 0), 2 * Integer.BYTES);
  }

  /**
   * Puts a routing header on every packet that the socket sends from now on. On a listener it goes
   * on the SYN-ACKs and on all that accepted sockets send. May be changed while connected.
   *
   * @param header the whole header, a multiple of eight bytes; the kernel fills segments[0] in when
   *     segments are left
   */
  public static void routingHeader(int socket, byte[] header) {
    set(socket, Option.IPV6_RTHDR, Scratch.mine().putBytes(header), header.length);
  }

  /**
   * The same with a header that was built before and stands in the first {@code length} bytes of a
   * native buffer.
   */
  public static void routingHeader(int socket, NativeBuffer header, int length) {
    set(socket, Option.IPV6_RTHDR, header.address(), length);
  }

  /** Sends without a routing header from now on. */
  public static void noRoutingHeader(int socket) {
    set(socket, Option.IPV6_RTHDR, 0, 0);
  }

  /** The traffic class (DSCP and ECN) of what the socket sends. */
  public static void trafficClass(int socket, int trafficClass) {
    setInt(socket, Option.IPV6_TCLASS, trafficClass);
  }

  public static int trafficClass(int socket) {
    return getInt(socket, Option.IPV6_TCLASS);
  }

  /** The mark that rules and routing see on what the socket sends. Needs CAP_NET_ADMIN. */
  public static void mark(int socket, int mark) {
    setInt(socket, Option.SO_MARK, mark);
  }

  public static int mark(int socket) {
    return getInt(socket, Option.SO_MARK);
  }

  /** Leaves a byte that its sender called urgent among the others; without it, read skips it. */
  public static void urgentInline(int socket) {
    setInt(socket, Option.SO_OOBINLINE, 1);
  }

  public static void noDelay(int socket, boolean on) {
    setInt(socket, Option.TCP_NODELAY, on ? 1 : 0);
  }

  /**
   * Probes a silent peer and ends the connection with ETIMEDOUT when it stays silent.
   *
   * @param idle silence before the first probe, in whole seconds
   * @param interval between probes, in whole seconds
   * @param probes how many go unanswered before the connection ends
   */
  public static void keepAlive(int socket, Duration idle, Duration interval, int probes) {
    setInt(socket, Option.TCP_KEEPIDLE, (int) idle.toSeconds());
    setInt(socket, Option.TCP_KEEPINTVL, (int) interval.toSeconds());
    setInt(socket, Option.TCP_KEEPCNT, probes);
    setInt(socket, Option.SO_KEEPALIVE, 1);
  }

  public static void noKeepAlive(int socket) {
    setInt(socket, Option.SO_KEEPALIVE, 0);
  }

  /**
   * How long written bytes may stay unacknowledged before the connection ends with ETIMEDOUT; zero:
   * the system's way.
   */
  public static void userTimeout(int socket, Duration timeout) {
    setInt(socket, Option.TCP_USER_TIMEOUT, (int) timeout.toMillis());
  }

  /**
   * Fixes the receive buffer, which ends its automatic growth. The kernel doubles the number and
   * limits it to rmem_max.
   */
  public static void receiveBuffer(int socket, int bytes) {
    setInt(socket, Option.SO_RCVBUF, bytes);
  }

  /**
   * Fixes the receive buffer, past rmem_max where we may, and else as near to it as rmem_max lets
   * us.
   */
  static void largestReceiveBuffer(int socket, int bytes) {
    long value = Scratch.mine().putInt(bytes);
    if (trySet(socket, Option.SO_RCVBUFFORCE, value, Integer.BYTES) < 0) {
      receiveBuffer(socket, bytes);
    }
  }

  public static int receiveBuffer(int socket) {
    return getInt(socket, Option.SO_RCVBUF);
  }

  /**
   * Fixes the send buffer, which ends its automatic growth. The kernel doubles the number and
   * limits it to wmem_max.
   */
  public static void sendBuffer(int socket, int bytes) {
    setInt(socket, Option.SO_SNDBUF, bytes);
  }

  public static int sendBuffer(int socket) {
    return getInt(socket, Option.SO_SNDBUF);
  }

  /**
   * Sends acknowledgements at once, or lets them wait; the kernel goes back to its own judgement
   * later.
   */
  public static void quickAcknowledge(int socket, boolean on) {
    setInt(socket, Option.TCP_QUICKACK, on ? 1 : 0);
  }

  /** The socket counts as writable only while fewer than this many bytes have not been sent yet. */
  public static void notSentLowWater(int socket, int bytes) {
    setInt(socket, Option.TCP_NOTSENT_LOWAT, bytes);
  }

  /** On a listener: keep the headers of each SYN for {@link #savedSyn}. */
  public static void saveSyn(int listener) {
    setInt(listener, Option.TCP_SAVE_SYN, 1);
  }

  /**
   * The IPv6 header, extension headers and TCP header of the SYN that made an accepted connection,
   * as they were when TCP saw them: after the kernel's own walk along the segments. The kernel
   * forgets them once they were asked for.
   *
   * @return the bytes; empty when the listener saved none
   */
  public static byte[] savedSyn(int accepted) {
    get(accepted, Option.TCP_SAVED_SYN, Scratch.VALUE_SIZE);
    return Scratch.mine().getBytes();
  }

  /**
   * @param algorithm one of those in net.ipv4.tcp_available_congestion_control, such as {@code
   *     cubic}
   */
  public static void congestionControl(int socket, String algorithm) {
    byte[] name = algorithm.getBytes(StandardCharsets.US_ASCII);
    int result = trySet(socket, Option.TCP_CONGESTION, Scratch.mine().putBytes(name), name.length);
    if (result == -Errno.ENOENT) {
      throw new LinuxException(
          "setsockopt(TCP_CONGESTION)",
          result,
          "algorithm " + algorithm,
          "Known ones stand in the sysctl net.ipv4.tcp_available_congestion_control; 'modprobe tcp_"
              + algorithm
              + "' may add it.");
    }
    check(result, "setsockopt", socket, Option.TCP_CONGESTION);
  }

  public static String congestionControl(int socket) {
    get(socket, Option.TCP_CONGESTION, 16); // TCP_CA_NAME_MAX of net/tcp.h
    String name = new String(Scratch.mine().getBytes(), StandardCharsets.US_ASCII);
    return name.substring(0, name.indexOf('\0'));
  }

  /** What TCP knows about the connection right now. */
  public static TcpInfo info(int socket) {
    get(socket, Option.TCP_INFO, TcpInfo.SIZE);
    return TcpInfo.parse(ByteBuffer.wrap(Scratch.mine().getBytes()));
  }

  /** The number of the socket's network namespace that no other one has, now or later. */
  static long networkCookie(int socket) {
    return get(socket, Option.SO_NETNS_COOKIE, Long.BYTES).get(ValueLayout.JAVA_LONG, 0);
  }

  static void setInt(int socket, Option option, int number) {
    set(socket, option, Scratch.mine().putInt(number), Integer.BYTES);
  }

  static int getInt(int socket, Option option) {
    return get(socket, option, Integer.BYTES).get(ValueLayout.JAVA_INT, 0);
  }

  static int trySet(int socket, Option option, long value, int length) {
    return Libc.setsockopt(socket, option.level, option.number, value, length);
  }

  static void set(int socket, Option option, long value, int length) {
    check(trySet(socket, option, value, length), "setsockopt", socket, option);
  }

  static MemorySegment get(int socket, Option option, int room) {
    Scratch scratch = Scratch.mine();
    scratch.length.set(ValueLayout.JAVA_INT, 0, room);
    int result =
        Libc.getsockopt(
            socket, option.level, option.number, scratch.value.address(), scratch.length.address());
    check(result, "getsockopt", socket, option);
    return scratch.value;
  }

  private static void check(int result, String call, int socket, Option option) {
    if (result < 0) {
      throw new LinuxException(call + '(' + option + ')', result, "socket " + socket);
    }
  }
}
