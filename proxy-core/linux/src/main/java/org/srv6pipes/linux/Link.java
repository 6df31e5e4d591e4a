package org.srv6pipes.linux;

import java.nio.ByteBuffer;

/**
 * A network interface.
 *
 * <pre>
 * struct ifinfomsg {                     linux/rtnetlink.h
 *   u8  ifi_family, pad; u16 ifi_type;   at 0
 *   int ifi_index;                       at 4
 *   u32 ifi_flags;                       at 8
 *   u32 ifi_change;                      at 12
 * }
 * </pre>
 *
 * @param up whether an administrator has switched it on
 * @param carrying whether it can carry packets: switched on, and with a partner at the other end
 * @param master index of the bridge or the like that it belongs to, or 0
 */
public record Link(int index, String name, boolean up, boolean carrying, int mtu, int master) {
  static final int HEADER = 16;

  /** IFF_UP and IFF_LOWER_UP of linux/if.h. */
  private static final int IFF_UP = 1;

  private static final int IFF_LOWER_UP = 0x10000;

  /** IFLA_IFNAME, IFLA_MTU and IFLA_MASTER of linux/if_link.h. */
  private static final int IFNAME = 3;

  private static final int MTU = 4;
  private static final int MASTER = 10;

  /** Reads the answer to RTM_GETLINK. */
  static Link parse(ByteBuffer body) {
    int flags = body.getInt(8);
    boolean up = (flags & IFF_UP) != 0;
    boolean carrying = up && (flags & IFF_LOWER_UP) != 0;
    String name = "";
    int mtu = 0;
    int master = 0;
    NetlinkAttributes attributes = NetlinkAttributes.behind(body, HEADER);
    while (attributes.next()) {
      switch (attributes.type()) {
        case IFNAME -> name = attributes.getText();
        case MTU -> mtu = attributes.getInt();
        case MASTER -> master = attributes.getInt();
        default -> {}
      }
    }
    return new Link(body.getInt(4), name, up, carrying, mtu, master);
  }
}
