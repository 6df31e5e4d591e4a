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
 * @param table where matching packets are looked up; 0: the rule does something else
 * @param mark the firewall mark to match under {@code mask}
 * @param mask which bits of the mark count; 0: the mark does not matter
 * @param ingress name of the interface that they come in by, if that matters; {@code lo} are those
 *     of this host
 * @param users whose packets, if that matters
 * @param inverted whether it is for the packets that do not match
 * @param skipTo priority of the rule that is asked next, those between are not; 0: the packets are
 *     looked up in the table
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
    boolean inverted,
    int skipTo,
    int protocol) {

  /** User ids from the first to the last. */
  public record Users(int first, int last) {}

  static final int HEADER = 12;

  /** FR_ACT_TO_TBL and FR_ACT_GOTO. */
  private static final int TO_TABLE = 1;

  private static final int GOTO = 2;

  /** FIB_RULE_INVERT. */
  private static final int INVERT = 2;

  /**
   * FRA_IIFNAME, FRA_GOTO, FRA_PRIORITY, FRA_FWMARK, FRA_TABLE, FRA_FWMASK, FRA_UID_RANGE and
   * FRA_PROTOCOL.
   */
  private static final int IIFNAME = 3;

  private static final int TARGET = 4;
  private static final int PRIORITY = 6;
  private static final int FWMARK = 10;
  private static final int TABLE = 15;
  private static final int FWMASK = 16;
  private static final int UID_RANGE = 20;
  private static final int PROTOCOL = 21;

  /** A rule for all packets. */
  public static RoutingRule of(int priority, int table) {
    return new RoutingRule(priority, table, 0, 0, null, null, false, 0, Route.PROTOCOL_STATIC);
  }

  /**
   * A rule that spares packets without a certain mark the rules up to another one.
   *
   * @param to the priority of that other one, which must be there
   * @param mask which bits of the mark count
   */
  public static RoutingRule skipUnlessMarked(int priority, int to, int mark, int mask) {
    return new RoutingRule(priority, 0, mark, mask, null, null, true, to, Route.PROTOCOL_STATIC);
  }

  public RoutingRule forMark(int mark, int mask) {
    return new RoutingRule(priority, table, mark, mask, ingress, users, inverted, skipTo, protocol);
  }

  public RoutingRule forIngress(String ingress) {
    return new RoutingRule(priority, table, mark, mask, ingress, users, inverted, skipTo, protocol);
  }

  public RoutingRule forUsers(int first, int last) {
    return new RoutingRule(
        priority, table, mark, mask, ingress, new Users(first, last), inverted, skipTo, protocol);
  }

  public RoutingRule withProtocol(int protocol) {
    return new RoutingRule(priority, table, mark, mask, ingress, users, inverted, skipTo, protocol);
  }

  /** In the words of ip-rule(8), with numbers for what has a name there. */
  @Override
  public String toString() {
    String forMark = mask == 0 ? "" : " fwmark 0x%x/0x%x".formatted(mark, mask);
    String forIngress = ingress == null ? "" : " iif " + ingress;
    String forUsers = users == null ? "" : " uidrange " + users.first() + '-' + users.last();
    return "rule priority "
        + priority
        + (inverted ? " not" : "")
        + forMark
        + forIngress
        + forUsers
        + (skipTo == 0 ? " lookup " + table : " goto " + skipTo)
        + " proto "
        + protocol;
  }

  void writeTo(NetlinkMessage message) {
    message.putByte(Scratch.AF_INET6).putZeros(6).putByte(skipTo == 0 ? TO_TABLE : GOTO);
    message.putInt(inverted ? INVERT : 0).attributeInt(PRIORITY, priority);
    if (skipTo == 0) {
      message.attributeInt(TABLE, table);
    } else {
      message.attributeInt(TARGET, skipTo);
    }
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
    boolean inverted = (body.getInt(8) & INVERT) != 0;
    int priority = 0;
    int table = 0;
    int mark = 0;
    int mask = 0;
    int skipTo = 0;
    int protocol = 0;
    String ingress = null;
    Users users = null;
    NetlinkAttributes attributes = NetlinkAttributes.behind(body, HEADER);
    while (attributes.next()) {
      switch (attributes.type()) {
        case PRIORITY -> priority = attributes.getInt();
        case TABLE -> table = action == TO_TABLE ? attributes.getInt() : 0;
        case TARGET -> skipTo = attributes.getInt();
        case FWMARK -> mark = attributes.getInt();
        case FWMASK -> mask = attributes.getInt();
        case PROTOCOL -> protocol = attributes.getByte();
        case IIFNAME -> ingress = attributes.getText();
        case UID_RANGE -> users = new Users(attributes.getInt(0), attributes.getInt(4));
        default -> {}
      }
    }
    return new RoutingRule(priority, table, mark, mask, ingress, users, inverted, skipTo, protocol);
  }
}
