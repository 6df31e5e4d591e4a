package org.srv6pipes.linux;

import java.nio.ByteBuffer;

/**
 * Sends whole IPv6 packets whose headers, source address included, are the caller's: {@code
 * socket(AF_INET6, SOCK_RAW, IPPROTO_RAW)}, which implies IPV6_HDRINCL. Needs CAP_NET_RAW, and
 * CAP_NET_ADMIN for marks. Any thread may use it; calls wait for each other.
 */
public final class RawIpv6 implements AutoCloseable {
  /** SOCK_RAW of bits/socket_type.h and IPPROTO_RAW of linux/in.h. */
  private static final int SOCK_RAW = 3;

  private static final int IPPROTO_RAW = 255;

  /** What an Ethernet of jumbo frames carries. */
  private static final int LONGEST = 9000;

  private final int socket;
  private final NativeBuffer memory = NativeBuffer.allocate(LONGEST);
  private int mark;
  private boolean closed;

  private RawIpv6(int socket) {
    this.socket = socket;
  }

  /** In the network namespace of the calling thread. */
  public static RawIpv6 open() {
    int type = SOCK_RAW | TcpSocket.SOCK_NONBLOCK | TcpSocket.SOCK_CLOEXEC;
    int socket = Libc.socket(Scratch.AF_INET6, type, IPPROTO_RAW);
    if (socket < 0) {
      throw new LinuxException("socket(SOCK_RAW)", socket, "raw IPv6");
    }
    return new RawIpv6(socket);
  }

  /**
   * Sends one packet, without waiting.
   *
   * @param packet from its IPv6 header on; its position does not move
   * @param firstHopHigh where routing is to send it: the destination in its header
   * @param mark that rules and routing see on it
   * @return 0 or a negated errno, such as {@code -EAGAIN} or {@code -ENOBUFS} when the way is full,
   *     {@code -ENETUNREACH} when there is none, {@code -EMSGSIZE} when it does not fit the link
   */
  public synchronized int send(ByteBuffer packet, long firstHopHigh, long firstHopLow, int mark) {
    int length = packet.remaining();
    if (length > LONGEST) {
      return -Errno.EMSGSIZE;
    }
    if (mark != this.mark) {
      SocketOptions.mark(socket, mark);
      this.mark = mark;
    }
    memory.view().put(packet.duplicate());
    long address = Scratch.mine().putAddress(firstHopHigh, firstHopLow, 0);
    int sent = Libc.sendto(socket, memory.address(), length, 0, address, Scratch.ADDRESS_SIZE);
    return Math.min(sent, 0);
  }

  /** Closing again does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      TcpSocket.close(socket);
      memory.close();
    }
  }
}
