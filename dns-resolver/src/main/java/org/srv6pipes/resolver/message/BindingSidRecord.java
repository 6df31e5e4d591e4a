package org.srv6pipes.resolver.message;

import java.nio.ByteBuffer;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * The answer of Software Resolved Networks: RR type 65280, class IN, TTL 0, 35 octets.
 *
 * <pre>
 *  0            2                     18              19
 * +------------+---------------------+---------------+----------------+
 * |  priority  |  prefix (16)        | prefix length | binding SID 16 |
 * +------------+---------------------+---------------+----------------+
 * </pre>
 *
 * @param priority 16 bits; the lowest wins
 * @param prefix the destinations that it is for
 */
public record BindingSidRecord(int priority, Ipv6Prefix prefix, Ipv6Address bindingSid) {
  public static final int TYPE = 65280;

  private static final int LENGTH = 35;
  private static final int PREFIX = 2;
  private static final int PREFIX_LENGTH = 18;
  private static final int BINDING_SID = 19;

  public BindingSidRecord {
    if (priority < 0 || priority > 0xffff) {
      throw new IllegalArgumentException("a priority is 0 to 65535, not " + priority);
    }
  }

  /**
   * @throws IllegalArgumentException if the octets are not such a record
   */
  public static BindingSidRecord parse(byte[] data) {
    if (data.length != LENGTH) {
      throw new IllegalArgumentException("35 octets, not " + data.length);
    }
    ByteBuffer octets = ByteBuffer.wrap(data);
    return new BindingSidRecord(
        Short.toUnsignedInt(octets.getShort(0)),
        new Ipv6Prefix(
            Ipv6Address.read(octets, PREFIX), Byte.toUnsignedInt(octets.get(PREFIX_LENGTH))),
        Ipv6Address.read(octets, BINDING_SID));
  }

  /** The record's data. */
  public byte[] toBytes() {
    return ByteBuffer.allocate(LENGTH)
        .putShort((short) priority)
        .put(prefix.address().toBytes())
        .put((byte) prefix.length())
        .put(bindingSid.toBytes())
        .array();
  }

  public Record toRecord(Name owner) {
    return Record.newRecord(owner, TYPE, DClass.IN, 0, toBytes());
  }
}
