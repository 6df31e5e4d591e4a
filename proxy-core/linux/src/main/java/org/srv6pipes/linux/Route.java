package org.srv6pipes.linux;

import java.net.Inet6Address;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A route of IPv6. What was listed shows no gateway where it has several, and of encapsulations
 * only {@code seg6}.
 *
 * <pre>
 * struct rtmsg {                                           linux/rtnetlink.h
 *   u8  rtm_family, rtm_dst_len, rtm_src_len, rtm_tos;     at 0
 *   u8  rtm_table, rtm_protocol, rtm_scope, rtm_type;      at 4
 *   u32 rtm_flags;                                         at 8
 * }
 * </pre>
 *
 * @param destination where the packets go that take it
 * @param table the routing table, such as {@link #TABLE_MAIN}
 * @param protocol who made it, by the numbers of /etc/iproute2/rt_protos; to delete, 0 is anyone
 * @param metric the lower wins; to add, 0 is the kernel's usual 1024; to delete, 0 is any
 * @param device index of the interface, or 0 for the kernel to find, which it does where there is a
 *     gateway and for all types but unicast
 * @param gateway the next router, if there is one
 * @param preferredSource this host's address for packets that have none yet, if set
 * @param encapsulation what these packets get, or where they turn, if they do
 */
public record Route(
    Prefix6 destination,
    RouteType type,
    int table,
    int protocol,
    int metric,
    int device,
    @Nullable Inet6Address gateway,
    @Nullable Inet6Address preferredSource,
    @Nullable Encapsulation encapsulation) {

  /** RT_TABLE_MAIN, RT_TABLE_LOCAL and RTPROT_STATIC of linux/rtnetlink.h. */
  public static final int TABLE_MAIN = 254;

  public static final int TABLE_LOCAL = 255;
  public static final int PROTOCOL_STATIC = 4;

  static final int HEADER = 12;

  /**
   * RTA_DST, RTA_OIF, RTA_GATEWAY, RTA_PRIORITY, RTA_PREFSRC and RTA_TABLE of linux/rtnetlink.h.
   */
  private static final int DST = 1;

  private static final int OIF = 4;
  private static final int GATEWAY = 5;
  private static final int PRIORITY = 6;
  private static final int PREFSRC = 7;
  private static final int TABLE = 15;

  /**
   * RTA_ENCAP_TYPE and RTA_ENCAP; LWTUNNEL_ENCAP_SEG6 and LWTUNNEL_ENCAP_SEG6_LOCAL of
   * linux/lwtunnel.h; SEG6_IPTUNNEL_SRH of linux/seg6_iptunnel.h.
   */
  private static final int ENCAP_TYPE = 21;

  private static final int ENCAP = 22;
  private static final int ENCAP_SEG6 = 5;
  private static final int ENCAP_SEG6_LOCAL = 7;
  private static final int SEG6_SRH = 1;

  /** An ordinary route in the main table. */
  public static Builder to(Prefix6 destination) {
    return new Builder(destination, RouteType.UNICAST, TABLE_MAIN);
  }

  /** What goes there is for this host; in the local table. */
  public static Builder local(Prefix6 destination) {
    return new Builder(destination, RouteType.LOCAL, TABLE_LOCAL);
  }

  /** What goes there vanishes; in the main table. */
  public static Builder blackhole(Prefix6 destination) {
    return new Builder(destination, RouteType.BLACKHOLE, TABLE_MAIN);
  }

  /** What goes there is answered with ICMPv6 "no route"; in the main table. */
  public static Builder unreachable(Prefix6 destination) {
    return new Builder(destination, RouteType.UNREACHABLE, TABLE_MAIN);
  }

  /** What goes there is answered with ICMPv6 "administratively prohibited"; in the main table. */
  public static Builder prohibit(Prefix6 destination) {
    return new Builder(destination, RouteType.PROHIBIT, TABLE_MAIN);
  }

  /** What goes there is not looked up further in this table, but by the rules behind. */
  public static Builder leaving(Prefix6 destination, int table) {
    return new Builder(destination, RouteType.THROW, table);
  }

  /** Reads the answer to RTM_GETROUTE. */
  static Route parse(ByteBuffer body) {
    Builder builder = new Builder(Prefix6.ALL, RouteType.OTHER, 0);
    builder.header(body);
    NetlinkAttributes attributes = NetlinkAttributes.behind(body, HEADER);
    while (attributes.next()) {
      builder.attribute(attributes);
    }
    return builder.build();
  }

  void writeTo(NetlinkMessage message) {
    message.putByte(Scratch.AF_INET6).putByte(destination.length()).putZeros(3);
    message.putByte(protocol).putByte(0).putByte(type.number).putInt(0);
    message.attribute(DST, destination.address()).attributeInt(TABLE, table);
    if (metric != 0) {
      message.attributeInt(PRIORITY, metric);
    }
    if (device != 0) {
      message.attributeInt(OIF, device);
    }
    if (gateway != null) {
      message.attribute(GATEWAY, gateway);
    }
    if (preferredSource != null) {
      message.attribute(PREFSRC, preferredSource);
    }
    if (encapsulation != null) {
      write(encapsulation, message);
    }
  }

  private static void write(Encapsulation encapsulation, NetlinkMessage message) {
    message.attributeShort(ENCAP_TYPE, isLocal(encapsulation) ? ENCAP_SEG6_LOCAL : ENCAP_SEG6);
    int nest = message.openNest(ENCAP);
    switch (encapsulation) {
      case Seg6 header -> message.attribute(SEG6_SRH, header.toAttribute());
      case SegmentEnd end -> end.writeTo(message);
    }
    message.closeNest(nest);
  }

  private static boolean isLocal(Encapsulation encapsulation) {
    return encapsulation instanceof SegmentEnd;
  }

  /** In the words of ip-route(8), with numbers for what has a name there. */
  @Override
  public String toString() {
    StringBuilder words = new StringBuilder("route ");
    if (type != RouteType.UNICAST) {
      words.append(type).append(' ');
    }
    words.append(destination);
    append(words, encapsulation, "encap");
    append(words, gateway == null ? null : SocketAddress6.text(gateway), "via");
    append(words, device == 0 ? null : device, "dev");
    append(words, table, "table");
    append(words, protocol, "proto");
    append(words, metric == 0 ? null : metric, "metric");
    append(words, preferredSource == null ? null : SocketAddress6.text(preferredSource), "src");
    return words.toString();
  }

  private static void append(StringBuilder words, @Nullable Object value, String word) {
    if (value != null) {
      words.append(' ').append(word).append(' ').append(value);
    }
  }

  /** A route that is being described, by a caller or by the kernel. */
  public static final class Builder {
    private Inet6Address destination;
    private int prefixLength;
    private RouteType type;
    private int table;
    private int protocol = PROTOCOL_STATIC;
    private int metric;
    private int device;
    private @Nullable Inet6Address gateway;
    private @Nullable Inet6Address preferredSource;
    private @Nullable Encapsulation encapsulation;
    private @Nullable NetlinkAttributes undecoded;

    private Builder(Prefix6 destination, RouteType type, int table) {
      this.destination = destination.address();
      this.prefixLength = destination.length();
      this.type = type;
      this.table = table;
    }

    public Builder table(int table) {
      this.table = table;
      return this;
    }

    public Builder protocol(int protocol) {
      this.protocol = protocol;
      return this;
    }

    public Builder metric(int metric) {
      this.metric = metric;
      return this;
    }

    public Builder device(int index) {
      this.device = index;
      return this;
    }

    public Builder via(Inet6Address gateway) {
      this.gateway = gateway;
      return this;
    }

    public Builder preferredSource(Inet6Address source) {
      this.preferredSource = source;
      return this;
    }

    public Builder encapsulation(Encapsulation encapsulation) {
      this.encapsulation = encapsulation;
      return this;
    }

    public Route build() {
      return new Route(
          new Prefix6(destination, prefixLength),
          type,
          table,
          protocol,
          metric,
          device,
          gateway,
          preferredSource,
          encapsulation);
    }

    private void header(ByteBuffer body) {
      prefixLength = Byte.toUnsignedInt(body.get(1));
      table = Byte.toUnsignedInt(body.get(4));
      protocol = Byte.toUnsignedInt(body.get(5));
      type = RouteType.of(Byte.toUnsignedInt(body.get(7)));
    }

    private void attribute(NetlinkAttributes attribute) {
      switch (attribute.type()) {
        case DST -> destination = attribute.getAddress();
        case OIF -> device = attribute.getInt();
        case GATEWAY -> gateway = attribute.getAddress();
        case PRIORITY -> metric = attribute.getInt();
        case PREFSRC -> preferredSource = attribute.getAddress();
        case TABLE -> table = attribute.getInt();
        case ENCAP -> undecoded = attribute.nested();
        case ENCAP_TYPE -> decode(attribute.getShort());
        default -> {}
      }
    }

    /** The kernel puts the type behind what it is the type of. */
    private void decode(int encapsulationType) {
      while (encapsulationType == ENCAP_SEG6 && undecoded != null && undecoded.next()) {
        if (undecoded.type() == SEG6_SRH) {
          encapsulation = Seg6.fromAttribute(undecoded.getBytes());
        }
      }
    }
  }
}
