package org.srv6pipes.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A little native memory for each thread: where its calls leave errno, and where their small
 * arguments stand.
 *
 * <p>It lives as long as its thread, so its addresses stay valid for every call that the thread
 * makes.
 */
final class Scratch {
  /** What {@code struct sockaddr_in6} of linux/in6.h takes. */
  static final int ADDRESS_SIZE = 28;

  /** What {@code struct sockaddr_nl} of linux/netlink.h takes. */
  static final int NETLINK_ADDRESS_SIZE = 12;

  /** Room for the longest option: a routing header of 8 * 255 bytes. */
  static final int VALUE_SIZE = 2048;

  /** AF_INET6 of linux/socket.h. */
  static final short AF_INET6 = 10;

  private static final ValueLayout.OfLong NETWORK_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfShort NETWORK_SHORT =
      ValueLayout.JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);

  private static final ThreadLocal<Scratch> MINE = ThreadLocal.withInitial(Scratch::new);

  final MemorySegment errno;
  final MemorySegment value;
  final MemorySegment length;
  private final MemorySegment address;

  private Scratch() {
    Arena arena = Arena.ofAuto();
    errno = arena.allocate(Linker.Option.captureStateLayout());
    value = arena.allocate(VALUE_SIZE, Long.BYTES);
    length = arena.allocate(ValueLayout.JAVA_INT);
    address = arena.allocate(ADDRESS_SIZE, Long.BYTES);
  }

  static Scratch mine() {
    return MINE.get();
  }

  /**
   *
   *
   * <pre>
   * struct sockaddr_in6 {       linux/in6.h
   *   u16  sin6_family;         at 0
   *   be16 sin6_port;           at 2
   *   be32 sin6_flowinfo;       at 4
   *   u8   sin6_addr[16];       at 8
   *   u32  sin6_scope_id;       at 24
   * }
   * </pre>
   *
   * @return where it stands, for a call that takes a {@code const struct sockaddr *}
   */
  long putAddress(long high, long low, int port) {
    address.set(ValueLayout.JAVA_SHORT, 0, AF_INET6);
    address.set(NETWORK_SHORT, 2, (short) port);
    address.set(ValueLayout.JAVA_INT, 4, 0);
    address.set(NETWORK_LONG, 8, high);
    address.set(NETWORK_LONG, 16, low);
    address.set(ValueLayout.JAVA_INT, 24, 0);
    return address.address();
  }

  /**
   * {@code struct sockaddr_nl { u16 nl_family; u16 nl_pad; u32 nl_pid; u32 nl_groups; }} of
   * linux/netlink.h, with a port that the kernel is to choose and without groups.
   */
  long putNetlinkAddress(int family) {
    address.fill((byte) 0);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) family);
    return address.address();
  }

  /** The address as a call has filled it in. */
  void getAddress(SocketAddress6 into) {
    into.set(
        address.get(NETWORK_LONG, 8),
        address.get(NETWORK_LONG, 16),
        Short.toUnsignedInt(address.get(NETWORK_SHORT, 2)));
  }

  /** Where a call may leave an address; its room is announced in {@link #length}. */
  long roomForAddress() {
    length.set(ValueLayout.JAVA_INT, 0, ADDRESS_SIZE);
    return address.address();
  }

  /** An address as people write it (RFC 5952). */
  static String text(long high, long low) {
    Scratch scratch = mine();
    long binary = scratch.putAddress(high, low, 0) + 8;
    Libc.inetNtop(AF_INET6, binary, scratch.value.address(), VALUE_SIZE);
    return scratch.value.getString(0, StandardCharsets.US_ASCII);
  }

  /**
   * @return where the int stands, for a call that takes an option value of four bytes
   */
  long putInt(int number) {
    value.set(ValueLayout.JAVA_INT, 0, number);
    return value.address();
  }

  /**
   * @return where the bytes stand
   */
  long putBytes(byte[] bytes) {
    MemorySegment.copy(bytes, 0, value, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return value.address();
  }

  /** The bytes that a call left in {@link #value}, as many as it says in {@link #length}. */
  byte[] getBytes() {
    byte[] bytes = new byte[length.get(ValueLayout.JAVA_INT, 0)];
    MemorySegment.copy(value, ValueLayout.JAVA_BYTE, 0, bytes, 0, bytes.length);
    return bytes;
  }
}
