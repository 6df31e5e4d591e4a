package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.srv6pipes.linux.SocketOptions.Option;

/**
 * Asks one host for ICMPv6 echoes in packets that nobody on the way may take apart. So it sees
 * which sizes arrive, and what the kernel knows of the way. Needs CAP_NET_RAW.
 */
public final class EchoProbe implements AutoCloseable {
  /** SOCK_RAW of bits/socket_type.h and IPPROTO_ICMPV6 of linux/in.h. */
  private static final int SOCK_RAW = 3;

  private static final int IPPROTO_ICMPV6 = 58;

  /** IPV6_PMTUDISC_DO of linux/in6.h: no packet is larger than what the kernel knows to fit. */
  private static final int NEVER_TAKE_APART = 2;

  /** ICMPV6_ECHO_REQUEST and ICMPV6_ECHO_REPLY of linux/icmpv6.h. */
  private static final byte REQUEST = (byte) 128;

  private static final byte REPLY = (byte) 129;

  private static final int IPV6_HEADER = 40;
  private static final int ICMP_HEADER = 8;
  private static final int LARGEST = 0x10000;

  private final int socket;
  private final Inet6Address host;
  private final NativeBuffer memory = NativeBuffer.allocate(LARGEST);
  private final short identifier = (short) System.nanoTime();
  private short sequence;

  private EchoProbe(int socket, Inet6Address host) {
    this.socket = socket;
    this.host = host;
  }

  /**
   * In the network namespace of the calling thread.
   *
   * @throws LinuxException also if no route leads there
   */
  public static EchoProbe to(Inet6Address host) {
    int type = SOCK_RAW | TcpSocket.SOCK_NONBLOCK | TcpSocket.SOCK_CLOEXEC;
    int socket = Libc.socket(Scratch.AF_INET6, type, IPPROTO_ICMPV6);
    if (socket < 0) {
      throw new LinuxException("socket(SOCK_RAW)", socket, "ICMPv6");
    }
    EchoProbe probe = new EchoProbe(socket, host);
    try {
      SocketOptions.setInt(socket, Option.IPV6_MTU_DISCOVER, NEVER_TAKE_APART);
      probe.connect();
      return probe;
    } catch (RuntimeException e) {
      probe.close();
      throw e;
    }
  }

  private void connect() {
    ByteBuffer address = ByteBuffer.wrap(host.getAddress());
    int connected = TcpSocket.connect(socket, address.getLong(), address.getLong(), 0);
    if (connected < 0) {
      throw new LinuxException("connect", connected, "ICMPv6 to " + host.getHostAddress());
    }
  }

  /**
   * The largest packet that fits the whole way, as far as the kernel knows by now. A socket that is
   * connected knows what was known then.
   */
  public int pathMtu() {
    connect();
    return SocketOptions.getInt(socket, Option.IPV6_MTU);
  }

  /**
   * Whether the host answers a packet of this size, counted from the IPv6 header on. It may have
   * become known that none so large passes; {@link #pathMtu} tells.
   */
  public boolean isAnswered(int size, Duration patience) {
    sequence++;
    ByteBuffer request = memory.view();
    request.clear().put(REQUEST).put((byte) 0).putShort((short) 0);
    request.putShort(identifier).putShort(sequence);
    int length = Math.max(size - IPV6_HEADER, ICMP_HEADER);
    if (Libc.write(socket, memory.address(), length) < 0) {
      return false;
    }
    long deadline = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos(); left > 0; left = deadline - System.nanoTime()) {
      if (Poll.await(socket, Poll.READABLE, Duration.ofNanos(left)) == 0) {
        return false;
      }
      int read = Libc.read(socket, memory.address(), LARGEST);
      if (read < 0 && read != -Errno.EAGAIN) {
        return false;
      }
      if (read >= ICMP_HEADER && isReply(memory.view())) {
        return true;
      }
    }
    return false;
  }

  private boolean isReply(ByteBuffer message) {
    return message.get(0) == REPLY
        && message.getShort(4) == identifier
        && message.getShort(6) == sequence;
  }

  @Override
  public void close() {
    TcpSocket.close(socket);
    memory.close();
  }
}
