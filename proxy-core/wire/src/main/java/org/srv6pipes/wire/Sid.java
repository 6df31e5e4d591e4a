package org.srv6pipes.wire;

/**
 * A segment identifier taken apart: which proxy, which function, with which parameters.
 *
 * @param address the whole SID, as it stands in a segment list
 * @param prefix the proxy
 * @param function an unsigned number of at most 32 bits
 * @param parameters an unsigned number of at most 32 bits
 */
public record Sid(Ipv6Address address, Ipv6Prefix prefix, int function, int parameters) {

  /** {@code fc00:1::aaaa:0:55}, as a segment list shows it. */
  @Override
  public String toString() {
    return address.toString();
  }
}
