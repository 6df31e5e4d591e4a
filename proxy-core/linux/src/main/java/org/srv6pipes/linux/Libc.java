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
 * memory of the calling thread in the same step.
 *
 * <p>To the handles every argument and result is a long. Both ABIs in use (System V x86-64,
 * AAPCS64) pass integers and pointers of any width in the same registers and leave the upper half
 * of an int undefined, so this is the same call, and it needs no segment object for a pointer. Nor
 * does a register matter that a function does not read: every handle passes six arguments, or four
 * where they are variadic, with zeros behind those that there are. So there are two adapters, not
 * one for each number of arguments; the JVM takes ten milliseconds to make each, at every start.
 *
 * <p>No handle is "critical": nearly all of these can wait for a lock in the kernel, and would hold
 * a garbage collection up meanwhile.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final int MOST_ARGUMENTS = 6;
  private static final int MOST_OF_A_VARIADIC = 4;

  /** int socket(int domain, int type, int protocol); */
  private static final MethodHandle SOCKET = function("socket");

  /** int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen); */
  private static final MethodHandle BIND = function("bind");

  /** int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen); */
  private static final MethodHandle CONNECT = function("connect");

  /** int listen(int sockfd, int backlog); */
  private static final MethodHandle LISTEN = function("listen");

  /** int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags); */
  private static final MethodHandle ACCEPT4 = function("accept4");

  /** int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen); */
  private static final MethodHandle GETSOCKNAME = function("getsockname");

  /** int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen); */
  private static final MethodHandle GETPEERNAME = function("getpeername");

  /** int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t *optlen); */
  private static final MethodHandle GETSOCKOPT = function("getsockopt");

  /** int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t optlen); */
  private static final MethodHandle SETSOCKOPT = function("setsockopt");

  /** int shutdown(int sockfd, int how); */
  private static final MethodHandle SHUTDOWN = function("shutdown");

  /**
   * int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned vlen, int flags, struct timespec
   * *timeout);
   */
  private static final MethodHandle RECVMMSG = function("recvmmsg");

  /**
   * ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct sockaddr
   * *dest_addr, socklen_t addrlen);
   */
  private static final MethodHandle SENDTO = function("sendto");

  /** int open(const char *path, int flags, ...); the mode is never looked at here */
  private static final MethodHandle OPEN = variadic("open");

  /** int close(int fd); */
  private static final MethodHandle CLOSE = function("close");

  /** ssize_t read(int fd, void *buf, size_t count); */
  private static final MethodHandle READ = function("read");

  /** ssize_t write(int fd, const void *buf, size_t count); */
  private static final MethodHandle WRITE = function("write");

  /**
   * ssize_t splice(int in, off_t *off_in, int out, off_t *off_out, size_t size, unsigned flags);
   */
  private static final MethodHandle SPLICE = function("splice");

  /** int pipe2(int pipefd[2], int flags); */
  private static final MethodHandle PIPE2 = function("pipe2");

  /** int poll(struct pollfd *fds, nfds_t nfds, int timeout); */
  private static final MethodHandle POLL = function("poll");

  /** int fcntl(int fd, int op, ...); always with one int here */
  private static final MethodHandle FCNTL = variadic("fcntl");

  /** int ioctl(int fd, unsigned long op, ...); always with one pointer here */
  private static final MethodHandle IOCTL = variadic("ioctl");

  /** void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset); */
  private static final MethodHandle MMAP = function("mmap");

  /** PROT_READ and PROT_WRITE. */
  private static final long READ_AND_WRITE = 1 | 2;

  /** int munmap(void *addr, size_t length); */
  private static final MethodHandle MUNMAP = function("munmap");

  /** int setns(int fd, int nstype); */
  private static final MethodHandle SETNS = function("setns");

  /** int unshare(int flags); */
  private static final MethodHandle UNSHARE = function("unshare");

  /** int kill(pid_t pid, int sig); */
  private static final MethodHandle KILL = function("kill");

  /** long syscall(long number, ...); for what has no function: always with three arguments here */
  private static final MethodHandle SYSCALL = variadic("syscall");

  /** int getrlimit(int resource, struct rlimit *rlim); */
  private static final MethodHandle GETRLIMIT = function("getrlimit");

  /** int setrlimit(int resource, const struct rlimit *rlim); */
  private static final MethodHandle SETRLIMIT = function("setrlimit");

  /** const char *inet_ntop(int af, const void *src, char *dst, socklen_t size); */
  private static final MethodHandle INET_NTOP = function("inet_ntop");

  private Libc() {}

  static int socket(long domain, long type, long protocol) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) SOCKET.invokeExact(errno, domain, type, protocol, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int bind(long socket, long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) BIND.invokeExact(errno, socket, address, length, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int connect(long socket, long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) CONNECT.invokeExact(errno, socket, address, length, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int listen(long socket, long backlog) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) LISTEN.invokeExact(errno, socket, backlog, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int accept4(long socket, long address, long length, long flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) ACCEPT4.invokeExact(errno, socket, address, length, flags, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getsockname(long socket, long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) GETSOCKNAME.invokeExact(errno, socket, address, length, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getpeername(long socket, long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) GETPEERNAME.invokeExact(errno, socket, address, length, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getsockopt(long socket, long level, long name, long value, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) GETSOCKOPT.invokeExact(errno, socket, level, name, value, length, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int setsockopt(long socket, long level, long name, long value, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) SETSOCKOPT.invokeExact(errno, socket, level, name, value, length, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int shutdown(long socket, long how) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) SHUTDOWN.invokeExact(errno, socket, how, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int recvmmsg(long socket, long vector, long count, long flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) RECVMMSG.invokeExact(errno, socket, vector, count, flags, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int sendto(long socket, long bytes, long length, long flags, long address, long room) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) SENDTO.invokeExact(errno, socket, bytes, length, flags, address, room));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(path).address();
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) OPEN.invokeExact(errno, name, (long) flags, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int close(long descriptor) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) CLOSE.invokeExact(errno, descriptor, 0L, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int read(long descriptor, long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) READ.invokeExact(errno, descriptor, address, length, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int write(long descriptor, long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) WRITE.invokeExact(errno, descriptor, address, length, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int splice(long in, long out, long length, long flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) SPLICE.invokeExact(errno, in, 0L, out, 0L, length, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int pipe2(long descriptors, long flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) PIPE2.invokeExact(errno, descriptors, flags, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int poll(long entries, long count, long timeoutMillis) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(
          errno, (long) POLL.invokeExact(errno, entries, count, timeoutMillis, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int fcntl(long descriptor, long operation, long argument) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) FCNTL.invokeExact(errno, descriptor, operation, argument, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int ioctl(long descriptor, long operation, long argument) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) IOCTL.invokeExact(errno, descriptor, operation, argument, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Memory to read and write: its address, or a negated errno. */
  static long mmap(long length, long flags, long descriptor) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      long address =
          (long) MMAP.invokeExact(errno, 0L, length, READ_AND_WRITE, flags, descriptor, 0L);
      return address == -1 ? -errno.get(JAVA_INT, 0) : address;
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int munmap(long address, long length) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) MUNMAP.invokeExact(errno, address, length, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int setns(long descriptor, long kind) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) SETNS.invokeExact(errno, descriptor, kind, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int unshare(long flags) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) UNSHARE.invokeExact(errno, flags, 0L, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int syscall(long number, long first, long second, long third) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) SYSCALL.invokeExact(errno, number, first, second, third));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int kill(long pid, long signal) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) KILL.invokeExact(errno, pid, signal, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int getrlimit(long resource, long limits) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) GETRLIMIT.invokeExact(errno, resource, limits, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  static int setrlimit(long resource, long limits) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      return outcome(errno, (long) SETRLIMIT.invokeExact(errno, resource, limits, 0L, 0L, 0L, 0L));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /** Cannot fail for an address of a known family and enough room. */
  static void inetNtop(long family, long address, long text, long room) {
    try {
      MemorySegment errno = Scratch.mine().errno;
      var _ = (long) INET_NTOP.invokeExact(errno, family, address, text, room, 0L, 0L);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  /**
   * An int even where the function returns ssize_t, because no length that is asked for here
   * exceeds one.
   */
  private static int outcome(MemorySegment errno, long result) {
    return (int) result < 0 ? -errno.get(JAVA_INT, 0) : (int) result;
  }

  private static AssertionError impossible(Throwable e) {
    return new AssertionError(
        "a native handle only fails when it is called with the wrong types", e);
  }

  private static MethodHandle function(String name) {
    return handle(name, MOST_ARGUMENTS, Linker.Option.captureCallState("errno"));
  }

  private static MethodHandle variadic(String name) {
    return handle(
        name,
        MOST_OF_A_VARIADIC,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(1));
  }

  private static MethodHandle handle(String name, int arguments, Linker.Option... options) {
    MemoryLayout[] longs = new MemoryLayout[arguments];
    Arrays.fill(longs, JAVA_LONG);
    FunctionDescriptor shape = FunctionDescriptor.of(JAVA_LONG, longs);
    return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), shape, options);
  }
}
