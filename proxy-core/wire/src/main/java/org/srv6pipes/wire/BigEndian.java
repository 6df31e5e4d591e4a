package org.srv6pipes.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Network byte order at absolute positions, whatever order the buffer itself is set to. */
final class BigEndian {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private BigEndian() {}

  static int u8(ByteBuffer buffer, int index) {
    return Byte.toUnsignedInt(buffer.get(index));
  }

  static int u16(ByteBuffer buffer, int index) {
    return Short.toUnsignedInt((short) SHORT.get(buffer, index));
  }

  static int i32(ByteBuffer buffer, int index) {
    return (int) INT.get(buffer, index);
  }

  static long i64(ByteBuffer buffer, int index) {
    return (long) LONG.get(buffer, index);
  }

  static void put8(ByteBuffer buffer, int index, int value) {
    buffer.put(index, (byte) value);
  }

  static void put16(ByteBuffer buffer, int index, int value) {
    SHORT.set(buffer, index, (short) value);
  }

  static void put32(ByteBuffer buffer, int index, int value) {
    INT.set(buffer, index, value);
  }

  static void put64(ByteBuffer buffer, int index, long value) {
    LONG.set(buffer, index, value);
  }

  static void putZeros(ByteBuffer buffer, int index, int count) {
    for (int i = index; i < index + count; i++) {
      buffer.put(i, (byte) 0);
    }
  }

  private static VarHandle view(Class<?> arrayOfNumbers) {
    return MethodHandles.byteBufferViewVarHandle(arrayOfNumbers, ByteOrder.BIG_ENDIAN);
  }
}
