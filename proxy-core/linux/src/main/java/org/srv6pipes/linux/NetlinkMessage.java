package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A netlink message under construction, in native memory.
 *
 * <pre>
 * struct nlmsghdr {      linux/netlink.h
 *   u32 nlmsg_len;       at 0
 *   u16 nlmsg_type;      at 4
 *   u16 nlmsg_flags;     at 6
 *   u32 nlmsg_seq;       at 8
 *   u32 nlmsg_pid;       at 12
 * }
 * </pre>
 *
 * <p>Behind it come a fixed header of the message's own kind and attributes: {@code struct nlattr {
 * u16 nla_len; u16 nla_type; }}, each padded to four bytes. Numbers are in the machine's order
 * unless a method says otherwise.
 */
final class NetlinkMessage {
  static final int HEADER = 16;

  /**
   * NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP, NLM_F_REPLACE, NLM_F_EXCL and NLM_F_CREATE of
   * linux/netlink.h.
   */
  static final int REQUEST = 1;

  static final int ACKNOWLEDGE = 4;
  static final int DUMP = 0x300;
  static final int REPLACE = 0x100;
  static final int EXCLUSIVE = 0x200;
  static final int CREATE = 0x400;

  /** NLA_F_NESTED of linux/netlink.h. */
  private static final int NESTED = 0x8000;

  private final NativeBuffer memory;
  private final ByteBuffer buffer;

  NetlinkMessage(NativeBuffer memory) {
    this.memory = memory;
    this.buffer = memory.view().order(ByteOrder.nativeOrder());
  }

  /**
   * Forgets what stood here and begins a request, which the caller may follow with a fixed header.
   */
  NetlinkMessage begin(int type, int flags) {
    buffer.clear();
    buffer.putInt(0).putShort((short) type).putShort((short) (flags | REQUEST));
    buffer.putInt(0).putInt(0);
    return this;
  }

  NetlinkMessage putByte(int value) {
    buffer.put((byte) value);
    return this;
  }

  NetlinkMessage putZeros(int count) {
    buffer.put(new byte[count]);
    return this;
  }

  NetlinkMessage putShort(int value) {
    buffer.putShort((short) value);
    return this;
  }

  NetlinkMessage putNetworkShort(int value) {
    return putByte(value >> 8).putByte(value);
  }

  NetlinkMessage putInt(int value) {
    buffer.putInt(value);
    return this;
  }

  NetlinkMessage putLong(long value) {
    buffer.putLong(value);
    return this;
  }

  NetlinkMessage putNetworkLong(long value) {
    buffer.order(ByteOrder.BIG_ENDIAN).putLong(value).order(ByteOrder.nativeOrder());
    return this;
  }

  NetlinkMessage attribute(int type, byte[] value) {
    buffer.putShort((short) (4 + value.length)).putShort((short) type).put(value);
    return align();
  }

  NetlinkMessage attribute(int type, Inet6Address address) {
    return attribute(type, address.getAddress());
  }

  NetlinkMessage attributeText(int type, String value) {
    return attribute(type, (value + '\0').getBytes(StandardCharsets.US_ASCII));
  }

  NetlinkMessage attributeByte(int type, int value) {
    return attribute(type, new byte[] {(byte) value});
  }

  NetlinkMessage attributeShort(int type, int value) {
    buffer.putShort((short) 6).putShort((short) type).putShort((short) value);
    return align();
  }

  NetlinkMessage attributeInt(int type, int value) {
    buffer.putShort((short) 8).putShort((short) type).putInt(value);
    return this;
  }

  NetlinkMessage attributeInts(int type, int first, int second) {
    buffer.putShort((short) 12).putShort((short) type).putInt(first).putInt(second);
    return this;
  }

  NetlinkMessage attributeNetworkInt(int type, int value) {
    return attributeInt(
        type,
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? value : Integer.reverseBytes(value));
  }

  /**
   * Begins an attribute that holds attributes. @return what {@link #closeNest} needs to close it
   */
  int openNest(int type) {
    int at = buffer.position();
    buffer.putShort((short) 0).putShort((short) (type | NESTED));
    return at;
  }

  NetlinkMessage closeNest(int at) {
    buffer.putShort(at, (short) (buffer.position() - at));
    return this;
  }

  /** Fills the lengths in. @return the length of the whole message */
  int finish(int sequence) {
    buffer.putInt(0, buffer.position()).putInt(8, sequence);
    return buffer.position();
  }

  long address() {
    return memory.address();
  }

  private NetlinkMessage align() {
    while (buffer.position() % 4 != 0) {
      buffer.put((byte) 0);
    }
    return this;
  }
}
