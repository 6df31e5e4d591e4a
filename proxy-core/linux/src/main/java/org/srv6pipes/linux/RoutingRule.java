package org.srv6pipes.linux;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A rule of IPv6 that sends packets to a routing table. What was listed shows only these selectors,
 * though it may have others.
 *
 * <pre>
 * struct fib_rule_hdr {                      linux/fib_rules.h
 *   u8  family, dst_len, src_len, tos;       at 0
 *   u8  table, res1, res2, action;           at 4
 *   u32 flags;                               at 8
 * }
 * </pre>
 *
 * @param priority the lower is asked first
 * @param table where matching packets are looked up; 0 in a list: the rule does something else
 * @param mark the firewall mark to match under {@code mask}
 * @param mask which bits of the mark count; 0: the mark does not matter
 * @param ingress name of the interface that they come in by, if that matters; {@code lo} are those
 *     of this host
 * @param users whose packets, if that matters
 * @param protocol who made the rule, by the numbers of /etc/iproute2/rt_protos; to delete, 0 is
 *     anyone
 */
public record RoutingRule(
    int priority,
    int table,
    int mark,
    int mask,
    @Nullable String ingress,
    @Nullable Users users,
    int protocol) {

  /** User ids from the first to the last. */
  public record Users(int first, int last) {}

  static final int HEADER = 12;

  /** FR_ACT_TO_TBL. */
  private static final int TO_TABLE = 1;

  /**
   * FRA_IIFNAME, FRA_PRIORITY, FRA_FWMARK, FRA_TABLE, FRA_FWMASK, FRA_UID_RANGE and FRA_PROTOCOL.
   */
  private static final int IIFNAME = 3;

  private static final int PRIORITY = 6;
  private static final int FWMARK = 10;
  private static final int TABLE = 15;
  private static final int FWMASK = 16;
  private static final int UID_RANGE = 20;
  private static final int PROTOCOL = 21;

  /** A rule for all packets. */
  public static RoutingRule of(int priority, int table) {
    return new RoutingRule(priority, table, 0, 0, null, null, Route.PROTOCOL_STATIC);
  }

  public RoutingRule forMark(int mark, int mask) {
    return new RoutingRule(priority, table, mark, mask, ingress, users, protocol);
  }

  public RoutingRule forIngress(String ingress) {
    return new RoutingRule(priority, table, mark, mask, ingress, users, protocol);
  }

  public RoutingRule forUsers(int first, int last) {
    return new RoutingRule(priority, table, mark, mask, ingress, new Users(first, last), protocol);
  }

  public RoutingRule withProtocol(int protocol) {
    return new RoutingRule(priority, table, mark, mask, ingress, users, protocol);
  }

  /** In the words of ip-rule(8), with numbers for what has a name there. */
  @Override
  public String toString() {
    String forMark = mask == 0 ? "" : " fwmark 0x%x/0x%x".formatted(mark, mask);
    String forIngress = ingress == null ? "" : " iif " + ingress;
    String forUsers = users == null ? "" : " uidrange " + users.first() + '-' + users.last();
    return "rule priority "
        + priority
        + forMark
        + forIngress
        + forUsers
        + " lookup "
        + table
        + " proto "
        + protocol;
  }

  void writeTo(NetlinkMessage message) {
    message.putByte(Scratch.AF_INET6).putZeros(6).putByte(TO_TABLE).putInt(0);
    message.attributeInt(PRIORITY, priority).attributeInt(TABLE, table);
    if (mask != 0) {
      message.attributeInt(FWMARK, mark).attributeInt(FWMASK, mask);
    }
    if (ingress != null) {
      message.attributeText(IIFNAME, ingress);
    }
    if (users != null) {
      // struct fib_rule_uid_range { u32 start; u32 end; }
      message.attributeInts(UID_RANGE, users.first(), users.last());
    }
    if (protocol != 0) {
      message.attributeByte(PROTOCOL, protocol);
    }
  }

  /** Reads the answer to RTM_GETRULE. */
  static RoutingRule parse(ByteBuffer body) {
    int action = body.get(7);
    int priority = 0;
    int table = 0;
    int mark = 0;
    int mask = 0;
    int protocol = 0;
    String ingress = null;
    Users users = null;
    NetlinkAttributes attributes = NetlinkAttributes.behind(body, HEADER);
    while (attributes.next()) {
      switch (attributes.type()) {
        case PRIORITY -> priority = attributes.getInt();
        case TABLE -> table = action == TO_TABLE ? attributes.getInt() : 0;
        case FWMARK -> mark = attributes.getInt();
        case FWMASK -> mask = attributes.getInt();
        case PROTOCOL -> protocol = attributes.getByte();
        case IIFNAME -> ingress = attributes.getText();
        case UID_RANGE -> users = new Users(attributes.getInt(0), attributes.getInt(4));
        default -> {}
      }
    }
    return new RoutingRule(priority, table, mark, mask, ingress, users, protocol);
  }
}
