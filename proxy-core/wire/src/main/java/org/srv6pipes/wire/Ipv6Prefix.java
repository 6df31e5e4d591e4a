package org.srv6pipes.wire;

/**
 * An IPv6 prefix, {@code fc00:1::/80}. Bits behind the length are zero.
 *
 * @param length 0 to 128 bits
 */
public record Ipv6Prefix(Ipv6Address address, int length) {
  public Ipv6Prefix {
    Checks.between("prefix length", 0, length, Ipv6Address.BITS);
    Ipv6Address truncated = address.truncated(length);
    if (!truncated.equals(address)) {
      throw new IllegalArgumentException(
          "\"%s/%d\" has bits behind its length: write \"%s/%d\", or \"%s/128\" for this one address"
              .formatted(address, length, truncated, length, address));
    }
  }

  /**
   * Reads {@code address/length}.
   *
   * @throws IllegalArgumentException that says what is wrong, with what to write instead
   */
  public static Ipv6Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a prefix: write \"" + text + "/128\" for one address");
    }
    return new Ipv6Prefix(Ipv6Address.parse(text.substring(0, slash)), length(text, slash + 1));
  }

  /** The prefix of so many bits that holds an address. */
  public static Ipv6Prefix of(Ipv6Address address, int length) {
    return new Ipv6Prefix(address.truncated(length), length);
  }

  public boolean contains(Ipv6Address other) {
    return other.truncated(length).equals(address);
  }

  /** Whether every address of the other prefix is one of this. */
  public boolean contains(Ipv6Prefix other) {
    return other.length >= length && contains(other.address);
  }

  @Override
  public String toString() {
    return address + "/" + length;
  }

  private static int length(String text, int from) {
    String digits = text.substring(from);
    if (!digits.matches("0|[1-9][0-9]{0,2}")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a prefix: behind the slash stands a number from 0 to 128");
    }
    return Integer.parseInt(digits);
  }
}
