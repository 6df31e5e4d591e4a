package org.srv6pipes.linux;

import java.lang.foreign.ValueLayout;

/**
 * A pipe whose pages {@link TcpSocket#splice} fills and empties without a copy. Both ends are
 * non-blocking and close-on-exec.
 *
 * <p>Pipes of one user together may hold as many pages as {@link #userPagesSoft} says; beyond that
 * the kernel gives small ones, and {@link #capacity} tells what it gave. A process with
 * CAP_SYS_RESOURCE or CAP_SYS_ADMIN is exempt.
 */
public final class Pipe implements AutoCloseable {
  /** F_SETPIPE_SZ and F_GETPIPE_SZ of linux/fcntl.h. */
  private static final int F_SETPIPE_SZ = 1031;

  private static final int F_GETPIPE_SZ = 1032;

  /** O_NONBLOCK and O_CLOEXEC of asm-generic/fcntl.h. */
  private static final int O_NONBLOCK = 0x800;

  private static final int O_CLOEXEC = 0x80000;

  private final int readEnd;
  private final int writeEnd;
  private final int capacity;
  private boolean closed;

  private Pipe(int readEnd, int writeEnd, int capacity) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
    this.capacity = capacity;
  }

  /**
   * A pipe that holds {@code wanted} bytes, or what the kernel gives when that is too much for this
   * user.
   *
   * @throws LinuxException when there is no descriptor left
   */
  public static Pipe open(int wanted) {
    Scratch scratch = Scratch.mine();
    int result = Libc.pipe2(scratch.value.address(), O_NONBLOCK | O_CLOEXEC);
    if (result < 0) {
      throw new LinuxException("pipe2", result, "pipe of " + wanted + " bytes");
    }
    int readEnd = scratch.value.getAtIndex(ValueLayout.JAVA_INT, 0);
    int writeEnd = scratch.value.getAtIndex(ValueLayout.JAVA_INT, 1);
    int resized = Libc.fcntl(writeEnd, F_SETPIPE_SZ, wanted);
    return new Pipe(
        readEnd, writeEnd, resized >= 0 ? resized : Libc.fcntl(writeEnd, F_GETPIPE_SZ, 0));
  }

  /**
   * How many pages of 4096 bytes the pipes of one unprivileged user may hold together; 0 is no
   * limit.
   */
  public static long userPagesSoft() {
    return Sysctl.readNumber("fs.pipe-user-pages-soft");
  }

  /** The descriptor to splice or read from. */
  public int readEnd() {
    return readEnd;
  }

  /** The descriptor to splice or write to. */
  public int writeEnd() {
    return writeEnd;
  }

  /** How many bytes it holds, if each of its pages is full. */
  public int capacity() {
    return capacity;
  }

  /** Gives both descriptors back; closing again does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      TcpSocket.close(readEnd);
      TcpSocket.close(writeEnd);
    }
  }
}
