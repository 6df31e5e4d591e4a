package org.srv6pipes.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A network interface that is up as long as this is open, and gone when the process ends, however
 * it does; routes through it go with it. What is sent there vanishes. Needs CAP_NET_ADMIN and
 * {@code /dev/net/tun}.
 */
public final class Tun implements AutoCloseable {
  private static final String DEVICE = "/dev/net/tun";

  /** O_RDWR | O_NONBLOCK | O_CLOEXEC of asm-generic/fcntl.h. */
  private static final int OPEN = 0x80802;

  /** TUNSETIFF, IFF_TUN | IFF_NO_PI of linux/if_tun.h. */
  private static final int TUNSETIFF = 0x400454ca;

  private static final short TUN_WITHOUT_HEADER = 0x1001;

  /** SIOCSIFFLAGS of linux/sockios.h, IFF_UP | IFF_NOARP of linux/if.h. */
  private static final int SIOCSIFFLAGS = 0x8914;

  private static final short UP_WITHOUT_NEIGHBOURS = 0x81;

  /** {@code struct ifreq { char ifr_name[16]; short ifr_flags; … }} of linux/if.h. */
  private static final int REQUEST = 40;

  private static final int LONGEST_NAME = 15;

  private final int descriptor;
  private final int index;

  private Tun(int descriptor, int index) {
    this.descriptor = descriptor;
    this.index = index;
  }

  /**
   * Makes an interface.
   *
   * @param name at most 15 characters
   */
  public static Tun open(String name) {
    if (name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException("the name of an interface has 15 characters at most");
    }
    int descriptor = Libc.open(DEVICE, OPEN);
    check(descriptor, "open", DEVICE);
    try {
      ask(descriptor, TUNSETIFF, "ioctl(TUNSETIFF)", name, TUN_WITHOUT_HEADER);
      bringUp(name);
      return new Tun(descriptor, indexOf(name));
    } catch (RuntimeException e) {
      Libc.close(descriptor);
      throw e;
    }
  }

  private static void bringUp(String name) {
    int socket = TcpSocket.open();
    try {
      ask(socket, SIOCSIFFLAGS, "ioctl(SIOCSIFFLAGS)", name, UP_WITHOUT_NEIGHBOURS);
    } finally {
      TcpSocket.close(socket);
    }
  }

  private static void ask(int descriptor, int request, String call, String name, short flags) {
    ByteBuffer octets = ByteBuffer.allocate(REQUEST).order(ByteOrder.nativeOrder());
    octets.put(name.getBytes(StandardCharsets.US_ASCII)).position(LONGEST_NAME + 1);
    octets.putShort(flags);
    long address = Scratch.mine().putBytes(octets.array());
    check(Libc.ioctl(descriptor, request, address), call, "interface " + name);
  }

  private static int indexOf(String name) {
    try (Rtnetlink routing = Rtnetlink.open()) {
      return routing.links().stream()
          .filter(link -> link.name().equals(name))
          .mapToInt(Link::index)
          .findFirst()
          .orElseThrow();
    }
  }

  private static void check(int result, String call, String object) {
    if (result < 0) {
      throw new LinuxException(call, result, object);
    }
  }

  /** The interface's number. */
  public int index() {
    return index;
  }

  /** Ends the interface, and with it every route through it. */
  @Override
  public void close() {
    Libc.close(descriptor);
  }
}
