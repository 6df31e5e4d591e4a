package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;

/**
 * One of this host's own IPv6 addresses.
 *
 * <pre>
 * struct ifaddrmsg {                                        linux/if_addr.h
 *   u8  ifa_family, ifa_prefixlen, ifa_flags, ifa_scope;    at 0
 *   u32 ifa_index;                                          at 4
 * }
 * </pre>
 *
 * @param prefixLength of the network that the interface shares with its neighbours
 * @param device index of the interface that has it
 * @param tentative not to be used yet, because the host still asks whether a neighbour has it
 */
public record InterfaceAddress6(
    Inet6Address address, int prefixLength, Scope scope, int device, boolean tentative) {

  /** How far an address reaches, from rt_scope_t of linux/rtnetlink.h. */
  public enum Scope {
    GLOBAL,
    SITE,
    LINK,
    HOST;

    private static Scope of(int number) {
      return switch (number) {
        case 0 -> GLOBAL;
        case 253 -> LINK;
        case 254 -> HOST;
        default -> SITE;
      };
    }
  }

  static final int HEADER = 8;

  /** IFA_F_TENTATIVE of linux/if_addr.h. */
  private static final int IFA_F_TENTATIVE = 0x40;

  /**
   * IFA_ADDRESS and IFA_LOCAL; the latter is there on point-to-point links, where the former is the
   * neighbour's.
   */
  private static final int ADDRESS = 1;

  private static final int LOCAL = 2;

  /** Reads the answer to RTM_GETADDR. */
  static InterfaceAddress6 parse(ByteBuffer body) {
    Inet6Address address = Prefix6.ALL.address();
    boolean local = false;
    NetlinkAttributes attributes = NetlinkAttributes.behind(body, HEADER);
    while (attributes.next()) {
      if (attributes.type() == LOCAL || (attributes.type() == ADDRESS && !local)) {
        address = attributes.getAddress();
        local = attributes.type() == LOCAL;
      }
    }
    return new InterfaceAddress6(
        address,
        Byte.toUnsignedInt(body.get(1)),
        Scope.of(Byte.toUnsignedInt(body.get(3))),
        body.getInt(4),
        (body.get(2) & IFA_F_TENTATIVE) != 0);
  }
}
