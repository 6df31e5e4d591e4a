package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks the attributes of a received netlink message without allocating. The last one may lack its
 * padding, and one whose length makes no sense ends the walk.
 */
final class NetlinkAttributes {
  private static final int HEADER = 4;

  /** NLA_TYPE_MASK of linux/netlink.h: the type without the flags for nesting and byte order. */
  private static final int TYPE_MASK = 0x3fff;

  private final ByteBuffer buffer;
  private int next;
  private int end;
  private int type;
  private int value;
  private int length;

  /**
   * @param buffer in native order; its position and limit are left alone and not looked at
   */
  NetlinkAttributes(ByteBuffer buffer) {
    this.buffer = buffer;
  }

  /** The attributes from the buffer's position plus {@code skipped} to its limit. */
  static NetlinkAttributes behind(ByteBuffer body, int skipped) {
    return new NetlinkAttributes(body).over(body.position() + skipped, body.limit());
  }

  NetlinkAttributes over(int from, int to) {
    next = from;
    end = to;
    return this;
  }

  /** Steps to the next attribute, if there is one. */
  boolean next() {
    if (end - next < HEADER) {
      return false;
    }
    int whole = Short.toUnsignedInt(buffer.getShort(next));
    if (whole < HEADER || whole > end - next) {
      return false;
    }
    type = buffer.getShort(next + 2) & TYPE_MASK;
    value = next + HEADER;
    length = whole - HEADER;
    next += (whole + 3) & ~3;
    return true;
  }

  int type() {
    return type;
  }

  /** Where the value begins in the buffer. */
  int position() {
    return value;
  }

  int length() {
    return length;
  }

  int getByte() {
    return Byte.toUnsignedInt(buffer.get(value));
  }

  int getShort() {
    return Short.toUnsignedInt(buffer.getShort(value));
  }

  int getInt() {
    return buffer.getInt(value);
  }

  /** One of several ints that stand in a row. */
  int getInt(int offset) {
    return buffer.getInt(value + offset);
  }

  int getNetworkInt() {
    int number = buffer.getInt(value);
    return buffer.order() == ByteOrder.BIG_ENDIAN ? number : Integer.reverseBytes(number);
  }

  byte[] getBytes() {
    byte[] bytes = new byte[length];
    buffer.get(value, bytes);
    return bytes;
  }

  /** Text without the zero byte at its end. */
  String getText() {
    return new String(getBytes(), 0, Math.max(0, length - 1), StandardCharsets.UTF_8);
  }

  Inet6Address getAddress() {
    ByteBuffer address = ByteBuffer.wrap(getBytes());
    return SocketAddress6.inetAddress(address.getLong(0), address.getLong(8));
  }

  /** The attributes inside this one. */
  NetlinkAttributes nested() {
    return new NetlinkAttributes(buffer).over(value, value + length);
  }
}
