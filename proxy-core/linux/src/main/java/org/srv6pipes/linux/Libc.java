package org.srv6pipes.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * The C library as a table: a prototype, a handle and one method for each function.
 *
 * <p>Each method answers what the function returned, or the negated errno, which is captured into
 * memory of the calling thread in the same step. Pointers and sizes are passed as Java longs: both
 * ABIs in use (System V x86-64, AAPCS64) hand them over in the same registers as 64-bit integers,
 * and so no call has to make a segment object. No handle is "critical": nearly all of these can
 * wait for a lock in the kernel, and would stop a garbage collection meanwhile.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();

  /** int socket(int domain, int type, int protocol); */
  private static final MethodHandle SOCKET = returnsInt("socket", JAVA_INT, JAVA_INT, JAVA_INT);

  /** int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen); */
  private static final MethodHandle BIND = returnsInt("bind", JAVA_INT, JAVA_LONG, JAVA_INT);

  /** int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen); */
  private static final MethodHandle CONNECT = returnsInt("connect", JAVA_INT, JAVA_LONG, JAVA_INT);

  /** int listen(int sockfd, int backlog); */
  private static final MethodHandle LISTEN = returnsInt("listen", JAVA_INT, JAVA_INT);

  /** int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags); */
  private static final MethodHandle ACCEPT4 =
      returnsInt("accept4", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  /** int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen); */
  private static final MethodHandle GETSOCKNAME =
      returnsInt("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);

  /** int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen); */
  private static final MethodHandle GETPEERNAME =
      returnsInt("getpeername", JAVA_INT, JAVA_LONG, JAVA_LONG);

  /** int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen); */
  private static final MethodHandle GETSOCKOPT =
      returnsInt("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);

  /** int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen); */
  private static final MethodHandle SETSOCKOPT =
      returnsInt("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);

  /** int shutdown(int sockfd, int how); */
  private static final MethodHandle SHUTDOWN = returnsInt("shutdown", JAVA_INT, JAVA_INT);

  /** int open(const char *path, int flags, ...); the mode is never looked at here */
  private static final MethodHandle OPEN = variadic("open", 2, JAVA_LONG, JAVA_INT, JAVA_INT);

  /** int close(int fd); */
  private static final MethodHandle CLOSE = returnsInt("close", JAVA_INT);

  /** ssize_t read(int fd, void *buf, size_t count); */
  private static final MethodHandle READ = returnsLong("read", JAVA_INT, JAVA_LONG, JAVA_LONG);

  /** ssize_t write(int fd, const void *buf, size_t count); */
  private static final MethodHandle WRITE = returnsLong("write", JAVA_INT, JAVA_LONG, JAVA_LONG);

  /**
   * int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned vlen, int flags, struct timespec
   * *timeout);
   */
  private static final MethodHandle RECVMMSG =
      returnsInt("recvmmsg", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);

  /**
   * ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr
   * *dest_addr, socklen_t addrlen);
   */
  private static final MethodHandle SENDTO =
      returnsLong("sendto", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);

  /**
   * ssize_t splice(int in, off_t *off_in, int out, off_t *off_out, size_t size, unsigned flags);
   */
  private static final MethodHandle SPLICE =
      returnsLong("splice", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  /** int pipe2(int pipefd[2], int flags); */
  private static final MethodHandle PIPE2 = returnsInt("pipe2", JAVA_LONG, JAVA_INT);

  /** int poll(struct pollfd *fds, nfds_t nfds, int timeout); */
  private static final MethodHandle POLL = returnsInt("poll", JAVA_LONG, JAVA_LONG, JAVA_INT);

  /** int fcntl(int fd, int op, ...); always with one int here */
  private static final MethodHandle FCNTL = variadic("fcntl", 2, JAVA_INT, JAVA_INT, JAVA_INT);

  /** int ioctl(int fd, unsigned long op, ...); always with one pointer here */
  private static final MethodHandle IOCTL = variadic("ioctl", 2, JAVA_INT, JAVA_LONG, JAVA_LONG);

  /** const char *inet_ntop(int af, const void *src, char *dst, socklen_t size); */
  private static final MethodHandle INET_NTOP =
      returnsLong("inet_ntop", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);

  private Libc() {}

  static int socket(int domain, int type, int protocol) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) SOCKET.invokeExact(errno, domain, type, protocol));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int bind(int socket, long address, int length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) BIND.invokeExact(errno, socket, address, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int connect(int socket, long address, int length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) CONNECT.invokeExact(errno, socket, address, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int listen(int socket, int backlog) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) LISTEN.invokeExact(errno, socket, backlog));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int accept4(int socket, long address, long length, int flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) ACCEPT4.invokeExact(errno, socket, address, length, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getsockname(int socket, long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) GETSOCKNAME.invokeExact(errno, socket, address, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getpeername(int socket, long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) GETPEERNAME.invokeExact(errno, socket, address, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getsockopt(int socket, int level, int name, long value, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (int) GETSOCKOPT.invokeExact(errno, socket, level, name, value, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int setsockopt(int socket, int level, int name, long value, int length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (int) SETSOCKOPT.invokeExact(errno, socket, level, name, value, length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int shutdown(int socket, int how) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) SHUTDOWN.invokeExact(errno, socket, how));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment errno = Scratch.mine().errno;
      long name = arena.allocateFrom(path).address();
      return outcome(errno, (int) OPEN.invokeExact(errno, name, flags, 0));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int close(int fd) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) CLOSE.invokeExact(errno, fd));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int read(int fd, long address, int length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) READ.invokeExact(errno, fd, address, (long) length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int write(int fd, long address, int length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) WRITE.invokeExact(errno, fd, address, (long) length));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int recvmmsg(int socket, long vector, int count, int flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) RECVMMSG.invokeExact(errno, socket, vector, count, flags, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int sendto(int socket, long bytes, int length, int flags, long address, int room) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno,
          (long) SENDTO.invokeExact(errno, socket, bytes, (long) length, flags, address, room));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int splice(int in, int out, int length, int flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) SPLICE.invokeExact(errno, in, 0L, out, 0L, (long) length, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int pipe2(long descriptors, int flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) PIPE2.invokeExact(errno, descriptors, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int poll(long entries, int count, int timeoutMillis) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) POLL.invokeExact(errno, entries, (long) count, timeoutMillis));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int fcntl(int fd, int operation, int argument) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) FCNTL.invokeExact(errno, fd, operation, argument));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int ioctl(int fd, long operation, long argument) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (int) IOCTL.invokeExact(errno, fd, operation, argument));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Cannot fail for an address of a known family and enough room. */
  static void inetNtop(int family, long address, long text, int room) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      var _ = (long) INET_NTOP.invokeExact(errno, family, address, text, room);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** No length that is asked for here exceeds an int, so no result does. */
  private static int outcome(MemorySegment errno, long result) {
    return result < 0 ? -errno.get(JAVA_INT, 0) : (int) result;
  }

  private static AssertionError impossible(Throwable e) {
    return new AssertionError(
        "a native handle only fails when it is called with the wrong types", e);
  }

  private static MethodHandle returnsInt(String name, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(JAVA_INT, parameters));
  }

  private static MethodHandle returnsLong(String name, MemoryLayout... parameters) {
    return handle(name, FunctionDescriptor.of(JAVA_LONG, parameters));
  }

  private static MethodHandle variadic(String name, int fixed, MemoryLayout... parameters) {
    return handle(
        name, FunctionDescriptor.of(JAVA_INT, parameters), Linker.Option.firstVariadicArg(fixed));
  }

  private static MethodHandle handle(
      String name, FunctionDescriptor shape, Linker.Option... further) {
    Linker.Option[] options = Arrays.copyOf(further, further.length + 1);
    options[further.length] = Linker.Option.captureCallState("errno");
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
  }
}
