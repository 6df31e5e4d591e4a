package org.srv6pipes.wire;

import java.util.Arrays;

/**
 * How the 128 bits of a SID are split (RFC 8986 section 3.1: locator, function, argument).
 *
 * <pre>
 *  0                                         prefixBits     + functionBits   + parameterBits   128
 * +-----------------------------------------+--------------+----------------+----------------+
 * |  prefix: the proxy                      |   function   |   parameters   |  zero, if any  |
 * +-----------------------------------------+--------------+----------------+----------------+
 * </pre>
 */
public record SidLayout(int prefixBits, int functionBits, int parameterBits) {
  /** 80 bits of prefix, 16 of function, 32 of parameters. */
  public static final SidLayout DEFAULT = new SidLayout(80, 16, 32);

  public SidLayout {
    Checks.between("number of function bits", 1, functionBits, Integer.SIZE);
    Checks.between("number of parameter bits", 0, parameterBits, Integer.SIZE);
    int rest = Ipv6Address.BITS - functionBits - parameterBits;
    Checks.between("number of prefix bits", 1, prefixBits, rest);
  }

  /**
   * @param text such as {@code 80/16/32}
   * @throws IllegalArgumentException if it is not three numbers that make a layout
   */
  public static SidLayout parse(String text) {
    String[] parts = text.split("/", -1);
    Checks.require(
        parts.length == 3 && Arrays.stream(parts).allMatch(SidLayout::isNumber),
        "a SID layout is three numbers of bits, prefix/function/parameters, such as 80/16/32");
    return new SidLayout(
        Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  private static boolean isNumber(String text) {
    return text.matches("[0-9]{1,3}");
  }

  /** Whether the bits that this layout leaves over are zero, as {@link #decode} asks. */
  public boolean fits(Ipv6Address address) {
    return address.truncated(usedBits()).equals(address);
  }

  /**
   * @throws IllegalArgumentException if bits are set behind the parameters; see {@link #fits}
   */
  public Sid decode(Ipv6Address address) {
    if (!fits(address)) {
      throw new IllegalArgumentException(
          address + " has bits set behind the " + usedBits() + " of a SID " + this);
    }
    return new Sid(
        address,
        Ipv6Prefix.of(address, prefixBits),
        address.bits(prefixBits, functionBits),
        address.bits(prefixBits + functionBits, parameterBits));
  }

  /**
   * @throws IllegalArgumentException if the prefix is not as long as this layout has it, or a
   *     number is too large for its bits
   */
  public Ipv6Address encode(Ipv6Prefix prefix, int function, int parameters) {
    if (prefix.length() != prefixBits) {
      throw new IllegalArgumentException(
          "prefix "
              + prefix
              + " is not of the "
              + prefixBits
              + " bits that a SID "
              + this
              + " has");
    }
    checkWidth("function", function, functionBits);
    checkWidth("parameters", parameters, parameterBits);
    return prefix
        .address()
        .withBits(prefixBits, functionBits, function)
        .withBits(prefixBits + functionBits, parameterBits, parameters);
  }

  /** {@code 80/16/32} */
  @Override
  public String toString() {
    return prefixBits + "/" + functionBits + "/" + parameterBits;
  }

  private int usedBits() {
    return prefixBits + functionBits + parameterBits;
  }

  private static void checkWidth(String field, int value, int bits) {
    if (Integer.toUnsignedLong(value) >>> bits != 0) {
      throw new IllegalArgumentException(
          "%s 0x%x does not fit the %d bits that the SID layout gives it"
              .formatted(field, value, bits));
    }
  }
}
