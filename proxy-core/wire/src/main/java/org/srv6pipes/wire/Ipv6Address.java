package org.srv6pipes.wire;

import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * An IPv6 address without a zone: 128 bits in two longs, so that a list of segments is plain
 * numbers.
 *
 * <p>Written as RFC 5952 asks, read as RFC 4291 section 2.2 allows, and ordered as the unsigned
 * numbers are.
 *
 * @param high the first 64 bits on the wire
 * @param low the last 64 bits on the wire
 */
public record Ipv6Address(long high, long low) implements Comparable<Ipv6Address> {
  /** Octets on the wire. */
  public static final int LENGTH = 16;

  public static final int BITS = 128;

  public static final Ipv6Address UNSPECIFIED = new Ipv6Address(0, 0);
  public static final Ipv6Address LOOPBACK = new Ipv6Address(0, 1);

  /**
   * Reads an address in text, an embedded IPv4 address at its end included.
   *
   * @throws IllegalArgumentException that says what is wrong and with which part
   */
  public static Ipv6Address parse(String text) {
    return Ipv6Text.parse(text);
  }

  /**
   * @throws IllegalArgumentException if there are not 16 octets
   */
  public static Ipv6Address of(byte[] octets) {
    Checks.require(octets.length == LENGTH, "an IPv6 address has 16 octets");
    return read(ByteBuffer.wrap(octets), 0);
  }

  public static Ipv6Address from(Inet6Address address) {
    return of(address.getAddress());
  }

  /** Reads 16 octets at an absolute index. */
  public static Ipv6Address read(ByteBuffer buffer, int index) {
    return new Ipv6Address(BigEndian.i64(buffer, index), BigEndian.i64(buffer, index + Long.BYTES));
  }

  /** Writes 16 octets at an absolute index. */
  public void write(ByteBuffer buffer, int index) {
    BigEndian.put64(buffer, index, high);
    BigEndian.put64(buffer, index + Long.BYTES, low);
  }

  public byte[] toBytes() {
    byte[] octets = new byte[LENGTH];
    write(ByteBuffer.wrap(octets), 0);
    return octets;
  }

  /**
   * The same address for {@code java.net}: always an Inet6Address, also where it maps an IPv4
   * address.
   */
  public Inet6Address toInet() {
    try {
      return Inet6Address.getByAddress(null, toBytes(), -1);
    } catch (UnknownHostException e) {
      throw new AssertionError("16 octets are always an address", e);
    }
  }

  /** {@code ::} */
  public boolean isUnspecified() {
    return high == 0 && low == 0;
  }

  /** {@code ::1} */
  public boolean isLoopback() {
    return high == 0 && low == 1;
  }

  /** {@code fe80::/10} */
  public boolean isLinkLocal() {
    return high >>> 54 == 0xfe80 >>> 6;
  }

  /** {@code ff00::/8} */
  public boolean isMulticast() {
    return high >>> 56 == 0xff;
  }

  /** {@code ::ffff:0:0/96} */
  public boolean isV4Mapped() {
    return high == 0 && low >>> 32 == 0xffff;
  }

  @Override
  public int compareTo(Ipv6Address that) {
    int byHigh = Long.compareUnsigned(high, that.high);
    return byHigh == 0 ? Long.compareUnsigned(low, that.low) : byHigh;
  }

  /** Written out, because the JVM makes what a record has of itself anew at each start. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Ipv6Address(long itsHigh, long itsLow)
        && high == itsHigh
        && low == itsLow;
  }

  @Override
  public int hashCode() {
    return 31 * Long.hashCode(high) + Long.hashCode(low);
  }

  /**
   * The one text of RFC 5952: lower case, the longest run of zeros as {@code ::}, IPv4-mapped in
   * dots.
   */
  @Override
  public String toString() {
    return Ipv6Text.print(this);
  }

  /** The 16-bit group at position 0 to 7, as the text has them. */
  int group(int position) {
    long half = position < 4 ? high : low;
    return (int) (half >>> (48 - 16 * (position & 3))) & 0xffff;
  }

  /** The number in {@code width} (at most 32) bits from bit {@code from}, counted from the left. */
  int bits(int from, int width) {
    long shifted = shiftedRight(BITS - from - width);
    return (int) (shifted & ((1L << width) - 1));
  }

  /** This address with {@code value} or-ed into {@code width} bits from bit {@code from}. */
  Ipv6Address withBits(int from, int width, int value) {
    int left = BITS - from - width;
    long number = Integer.toUnsignedLong(value);
    if (left >= Long.SIZE) {
      return new Ipv6Address(high | number << (left - Long.SIZE), low);
    }
    long carried = left == 0 ? 0 : number >>> (Long.SIZE - left);
    return new Ipv6Address(high | carried, low | number << left);
  }

  /** The first {@code length} bits, zeros behind them. */
  Ipv6Address truncated(int length) {
    return new Ipv6Address(high & ones(length), low & ones(length - Long.SIZE));
  }

  /** The low 64 bits of this number, shifted right by 0 to 128. */
  private long shiftedRight(int count) {
    if (count >= Long.SIZE) {
      return count == BITS ? 0 : high >>> (count - Long.SIZE);
    }
    return count == 0 ? low : low >>> count | high << (Long.SIZE - count);
  }

  /** A long whose first {@code count} bits are set; counts beyond either end mean none or all. */
  private static long ones(int count) {
    if (count <= 0) {
      return 0;
    }
    return count >= Long.SIZE ? -1L : -1L << (Long.SIZE - count);
  }
}
