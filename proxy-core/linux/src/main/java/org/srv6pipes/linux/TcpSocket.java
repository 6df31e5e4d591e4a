package org.srv6pipes.linux;

import java.lang.foreign.ValueLayout;

/**
 * The life of a TCP socket over IPv6, as static calls on its descriptor. All sockets are
 * non-blocking and close-on-exec.
 *
 * <p>Nothing here allocates unless it throws. Calls that say "or a negated errno" never throw for
 * what the network or the peer does. A descriptor may be used from any thread, but belongs to one:
 * closing it while another thread uses it hits whatever gets that number next.
 */
public final class TcpSocket {
  /** SPLICE_F_MOVE, SPLICE_F_NONBLOCK and SPLICE_F_MORE of bits/fcntl-linux.h. */
  public static final int SPLICE_MOVE = 1;

  public static final int SPLICE_NONBLOCK = 2;
  public static final int SPLICE_MORE = 4;

  /** SOCK_STREAM, SOCK_NONBLOCK and SOCK_CLOEXEC of bits/socket_type.h. */
  private static final int SOCK_STREAM = 1;

  static final int SOCK_NONBLOCK = 0x800;
  static final int SOCK_CLOEXEC = 0x80000;

  /** IPPROTO_TCP of linux/in.h. */
  private static final int IPPROTO_TCP = 6;

  /** MSG_NOSIGNAL and MSG_MORE of bits/socket.h. */
  private static final int MSG_NOSIGNAL = 0x4000;

  private static final int MSG_MORE = 0x8000;

  /** SHUT_WR and SHUT_RDWR of sys/socket.h. */
  private static final int SHUT_WR = 1;

  private static final int SHUT_RDWR = 2;

  private TcpSocket() {}

  /** A new socket, neither bound nor connected. */
  public static int open() {
    int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int socket = Libc.socket(Scratch.AF_INET6, type, IPPROTO_TCP);
    if (socket < 0) {
      throw new LinuxException("socket", socket, "TCP over IPv6");
    }
    return socket;
  }

  /** Binds, where failure means that the configuration cannot work. */
  public static void bind(int socket, long high, long low, int port) {
    int result = tryBind(socket, high, low, port);
    if (result < 0) {
      throw new LinuxException("bind", result, SocketAddress6.text(high, low, port));
    }
  }

  /**
   * Binds, where a port in use is a normal outcome.
   *
   * @return 0 or a negated errno, such as {@code -EADDRINUSE}
   */
  public static int tryBind(int socket, long high, long low, int port) {
    return Libc.bind(socket, Scratch.mine().putAddress(high, low, port), Scratch.ADDRESS_SIZE);
  }

  /**
   * Starts to connect. The usual answer is {@code -EINPROGRESS}: once the socket is writable,
   * {@link #takeError} says how it went.
   *
   * @return 0 or a negated errno
   */
  public static int connect(int socket, long high, long low, int port) {
    return Libc.connect(socket, Scratch.mine().putAddress(high, low, port), Scratch.ADDRESS_SIZE);
  }

  /**
   * @param backlog how many finished handshakes may wait for accept; net.core.somaxconn is the
   *     ceiling
   */
  public static void listen(int socket, int backlog) {
    check(Libc.listen(socket, backlog), "listen", socket);
  }

  /**
   * Takes the next connection, which is non-blocking as well.
   *
   * @param peer receives the client's address
   * @return its descriptor, or a negated errno: {@code -EAGAIN} when none waits, {@code
   *     -ECONNABORTED} when it went away meanwhile, {@code -EMFILE} and {@code -ENFILE} when there
   *     is no descriptor left
   */
  public static int accept(int listener, SocketAddress6 peer) {
    Scratch scratch = Scratch.mine();
    long address = scratch.roomForAddress();
    int flags = SOCK_NONBLOCK | SOCK_CLOEXEC;
    int socket = Libc.accept4(listener, address, scratch.length.address(), flags);
    if (socket >= 0) {
      scratch.getAddress(peer);
    }
    return socket;
  }

  /**
   * The address at this end; on a socket that TPROXY gave us, the address that the client meant to
   * reach.
   */
  public static void localName(int socket, SocketAddress6 into) {
    Scratch scratch = Scratch.mine();
    long address = scratch.roomForAddress();
    check(Libc.getsockname(socket, address, scratch.length.address()), "getsockname", socket);
    scratch.getAddress(into);
  }

  /**
   * The address at the other end.
   *
   * @return 0, or {@code -ENOTCONN} when the connection is not made yet or has been reset
   */
  public static int peerName(int socket, SocketAddress6 into) {
    Scratch scratch = Scratch.mine();
    long address = scratch.roomForAddress();
    int result = Libc.getpeername(socket, address, scratch.length.address());
    if (result == 0) {
      scratch.getAddress(into);
    }
    return result;
  }

  /**
   * Sends FIN once what was written has gone; reading goes on.
   *
   * @return 0, or {@code -ENOTCONN} when the peer has reset the connection meanwhile
   */
  public static int shutdownWrite(int socket) {
    return Libc.shutdown(socket, SHUT_WR);
  }

  /**
   * Ends both directions without giving the descriptor back.
   *
   * @return 0, or {@code -ENOTCONN}
   */
  public static int shutdown(int socket) {
    return Libc.shutdown(socket, SHUT_RDWR);
  }

  /**
   * Gives a descriptor back, of any kind. Linux always does so, whatever close(2) answers, except
   * when it is not open.
   */
  public static void close(int descriptor) {
    if (Libc.close(descriptor) == -Errno.EBADF) {
      throw new LinuxException(
          "close",
          Errno.EBADF,
          "descriptor " + descriptor,
          "It was closed twice: a defect in this program.");
    }
  }

  /**
   * The error that waits on a socket, which is thereby forgotten: how a connect went.
   *
   * @return 0 or an error number, positive
   */
  public static int takeError(int socket) {
    return SocketOptions.getInt(socket, SocketOptions.Option.SO_ERROR);
  }

  /**
   * Reads into native memory, from a socket or a pipe.
   *
   * @return the number of bytes, 0 at the end of the stream, or a negated errno
   */
  public static int read(int descriptor, long address, int length) {
    return Libc.read(descriptor, address, length);
  }

  /**
   * Writes from native memory, to a socket or a pipe.
   *
   * @return the number of bytes taken, which may be fewer than asked, or a negated errno
   */
  public static int write(int descriptor, long address, int length) {
    return Libc.write(descriptor, address, length);
  }

  /**
   * The same, to a socket whose kernel may keep a last small segment until more comes: further
   * bytes, or the end of them.
   */
  public static int writeMore(int socket, long address, int length) {
    return Libc.sendto(socket, address, length, MSG_MORE | MSG_NOSIGNAL, 0, 0);
  }

  /**
   * Moves bytes between a socket and a pipe inside the kernel.
   *
   * @param flags of {@link #SPLICE_MOVE}, {@link #SPLICE_NONBLOCK}, {@link #SPLICE_MORE}
   * @return the number of bytes, 0 at the end of the stream, or a negated errno: {@code -EAGAIN}
   *     when the source is empty <em>or</em> the target full
   */
  public static int splice(int from, int to, int length, int flags) {
    return Libc.splice(from, to, length, flags);
  }

  /** How many received bytes wait to be read. */
  public static int unread(int socket) {
    // SIOCINQ of linux/sockios.h, which is FIONREAD of asm-generic/ioctls.h
    return queued(socket, 0x541B, "ioctl(SIOCINQ)");
  }

  /** How many written bytes the peer has not acknowledged yet. */
  public static int unacknowledged(int socket) {
    // SIOCOUTQ of linux/sockios.h, which is TIOCOUTQ of asm-generic/ioctls.h
    return queued(socket, 0x5411, "ioctl(SIOCOUTQ)");
  }

  private static int queued(int socket, long request, String call) {
    Scratch scratch = Scratch.mine();
    check(Libc.ioctl(socket, request, scratch.putInt(0)), call, socket);
    return scratch.value.get(ValueLayout.JAVA_INT, 0);
  }

  private static void check(int result, String call, int socket) {
    if (result < 0) {
      throw new LinuxException(call, result, "socket " + socket);
    }
  }
}
