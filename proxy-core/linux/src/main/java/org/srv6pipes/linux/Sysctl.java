package org.srv6pipes.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kernel's settings by the names that sysctl(8) gives them. Those under {@code net} are of the
 * calling thread's own network namespace.
 *
 * <p>A part that itself holds a dot, as the name of an interface may, is written with a slash
 * between the parts instead: {@code net/ipv6/conf/eth0.7/seg6_enabled}.
 */
public final class Sysctl {
  private static final Path ROOT = Path.of("/proc/sys");

  /** O_RDONLY, O_WRONLY and O_CLOEXEC of asm-generic/fcntl.h. */
  private static final int O_RDONLY = 0;

  private static final int O_WRONLY = 1;
  private static final int O_CLOEXEC = 0x80000;

  private static final int LONGEST_VALUE = 4096;

  private Sysctl() {}

  /** Whether this kernel, as it runs now, has that setting. */
  public static boolean exists(String name) {
    return Files.exists(file(name));
  }

  /** The value without the line's end. */
  public static String read(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(LONGEST_VALUE);
      int length = withFile(name, O_RDONLY, fd -> Libc.read(fd, value.address(), LONGEST_VALUE));
      check(length, "read", name);
      byte[] bytes = value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE);
      return new String(bytes, StandardCharsets.US_ASCII).strip();
    }
  }

  public static long readNumber(String name) {
    return Long.parseLong(read(name));
  }

  public static void write(String name, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
    try (Arena arena = Arena.ofConfined()) {
      long address = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes).address();
      int written = withFile(name, O_WRONLY, fd -> Libc.write(fd, address, bytes.length));
      check(written, "write '" + value + "'", name);
    }
  }

  public static void write(String name, long value) {
    write(name, Long.toString(value));
  }

  private interface Use {
    int of(int descriptor);
  }

  private static int withFile(String name, int mode, Use use) {
    int descriptor = Libc.open(file(name).toString(), mode | O_CLOEXEC);
    check(descriptor, "open", name);
    try {
      return use.of(descriptor);
    } finally {
      Libc.close(descriptor);
    }
  }

  private static Path file(String name) {
    String path = name.indexOf('/') >= 0 ? name : name.replace('.', '/');
    return ROOT.resolve(path);
  }

  private static void check(int result, String call, String name) {
    if (result < 0) {
      throw new LinuxException(call, result, "sysctl " + name, remedy(result));
    }
  }

  private static String remedy(int errno) {
    return switch (-errno) {
      case Errno.ENOENT ->
          "This kernel lacks the feature, its module is not loaded, or the interface in the name"
              + " does not exist.";
      case Errno.EACCES, Errno.EPERM ->
          "Settings under /proc/sys belong to root of the network namespace: run as root, or let"
              + " root set it (sysctl -w).";
      case Errno.EROFS ->
          "/proc/sys is mounted read-only, as in a container: set it on the host or run the"
              + " container privileged.";
      case Errno.EINVAL -> "The kernel does not take this value.";
      default -> Errno.usualRemedy(errno);
    };
  }
}
