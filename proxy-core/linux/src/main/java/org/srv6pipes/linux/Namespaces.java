package org.srv6pipes.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Network namespaces. A thread is in one, not the process: sockets belong to the namespace of the
 * thread that opens them, and threads and processes begin in that of the thread that starts them.
 * Needs CAP_SYS_ADMIN.
 */
public final class Namespaces {
  /** CLONE_NEWNET of linux/sched.h. */
  private static final int CLONE_NEWNET = 0x40000000;

  /** The plain /proc/self would be the process's first thread. */
  private static final Path OWN = Path.of("/proc/thread-self/ns/net");

  private Namespaces() {}

  /** The file that stands for the network namespace of a process. */
  public static Path networkOf(long pid) {
    return Path.of("/proc", Long.toString(pid), "ns", "net");
  }

  /**
   * The number of the calling thread's network namespace, which no other one has as long as it
   * exists.
   */
  public static long ownNetwork() {
    return number(OWN);
  }

  /**
   * A number of the calling thread's network namespace that no other one gets before the next boot.
   * {@link #ownNetwork} may be given to another one when this has ended.
   */
  public static long ownNetworkCookie() {
    int socket = TcpSocket.open();
    try {
      return SocketOptions.networkCookie(socket);
    } finally {
      TcpSocket.close(socket);
    }
  }

  /** The number of the network namespace that a file stands for, such as one under /run/netns. */
  public static long number(Path network) {
    try {
      return (long) Files.getAttribute(network, "unix:ino");
    } catch (IOException e) {
      throw new UncheckedIOException("There is no network namespace at " + network, e);
    }
  }

  /**
   * Runs something inside a network namespace, on a thread of its own that ends with it, and waits
   * for the result.
   *
   * @param network a file that stands for the namespace
   * @throws Exception whatever {@code work} threw
   */
  public static <T> T inNetwork(Path network, Callable<T> work) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              enter(network);
              return work.call();
            });
    Thread.ofPlatform().name("netns " + network).start(task);
    return result(task);
  }

  /**
   * Runs something inside a new network namespace that has nothing but a loopback interface, which
   * is down. The namespace ends when nothing uses it any more.
   *
   * @throws Exception whatever {@code work} threw
   */
  public static <T> T inNewNetwork(Callable<T> work) throws Exception {
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              check(Libc.unshare(CLONE_NEWNET), "unshare(CLONE_NEWNET)", "new network namespace");
              return work.call();
            });
    Thread.ofPlatform().name("new netns").start(task);
    return result(task);
  }

  private static <T> T result(FutureTask<T> task) throws Exception {
    try {
      return task.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private static void enter(Path network) {
    // O_RDONLY | O_CLOEXEC of asm-generic/fcntl.h
    int descriptor = Libc.open(network.toString(), 0x80000);
    check(descriptor, "open", network.toString());
    try {
      check(Libc.setns(descriptor, CLONE_NEWNET), "setns(CLONE_NEWNET)", network.toString());
    } finally {
      Libc.close(descriptor);
    }
  }

  private static void check(int result, String call, String object) {
    if (result < 0) {
      String hint =
          switch (-result) {
            case Errno.EPERM, Errno.EACCES ->
                "Needs CAP_SYS_ADMIN: run as root, or inside 'unshare -Urnm'.";
            case Errno.EINVAL -> "That file does not stand for a network namespace.";
            default -> Errno.usualRemedy(result);
          };
      throw new LinuxException(call, result, object, hint);
    }
  }
}
