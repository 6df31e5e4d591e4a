package org.srv6pipes.resolver.message;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.srv6pipes.wire.Ipv6Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * Which proxies a connection shall take: RR type 65281, class IN, its owner the name that was asked
 * for.
 *
 * <pre>
 *  0         1         2           3          4
 * +---------+---------+-----------+----------+------------------+-----------------+
 * | version |  flags  | forward n | return m | forward SIDs 16n | return SIDs 16m |
 * +---------+---------+-----------+----------+------------------+-----------------+
 * </pre>
 *
 * @param flags none is defined yet; unknown ones are to be ignored
 * @param forward the SIDs in the order in which bytes to the server meet them
 * @param back the SID of each of those for the other direction, in the same order, as the entries
 *     1, 2 … of a return-path TLV; empty where the proxies shall record the return path themselves
 */
public record ChainRecord(int flags, List<Ipv6Address> forward, List<Ipv6Address> back) {
  public static final int TYPE = 65281;

  /** The name at which the same content stands as text is this label and the name itself. */
  public static final String TEXT_LABEL = "_srv6pipes";

  private static final int VERSION = 1;
  private static final int HEADER = 4;

  /** What the return-path TLV has room for, the client aside. */
  private static final int MOST_SIDS = 14;

  public ChainRecord {
    forward = List.copyOf(forward);
    back = List.copyOf(back);
    if (forward.isEmpty() || forward.size() > MOST_SIDS) {
      throw new IllegalArgumentException(
          "a chain is 1 to " + MOST_SIDS + " SIDs, not " + forward.size());
    }
    if (back.size() > MOST_SIDS) {
      throw new IllegalArgumentException(
          "a return path is at most " + MOST_SIDS + " SIDs, not " + back.size());
    }
  }

  /** Nothing if the octets are not a record of a version that is known here. */
  public static Optional<ChainRecord> parse(byte[] data) {
    if (data.length < HEADER || data[0] != VERSION) {
      return Optional.empty();
    }
    int forward = Byte.toUnsignedInt(data[2]);
    int back = Byte.toUnsignedInt(data[3]);
    boolean whole = data.length == HEADER + Ipv6Address.LENGTH * (forward + back);
    if (!whole || forward == 0 || forward > MOST_SIDS || back > MOST_SIDS) {
      return Optional.empty();
    }
    ByteBuffer octets = ByteBuffer.wrap(data);
    return Optional.of(
        new ChainRecord(
            Byte.toUnsignedInt(data[1]),
            sids(octets, HEADER, forward),
            sids(octets, HEADER + Ipv6Address.LENGTH * forward, back)));
  }

  private static List<Ipv6Address> sids(ByteBuffer octets, int at, int count) {
    List<Ipv6Address> sids = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      sids.add(Ipv6Address.read(octets, at + Ipv6Address.LENGTH * i));
    }
    return sids;
  }

  /** The record's data. */
  public byte[] toBytes() {
    ByteBuffer data =
        ByteBuffer.allocate(HEADER + Ipv6Address.LENGTH * (forward.size() + back.size()));
    data.put((byte) VERSION).put((byte) flags);
    data.put((byte) forward.size()).put((byte) back.size());
    Stream.concat(forward.stream(), back.stream()).forEach(sid -> data.put(sid.toBytes()));
    return data.array();
  }

  public Record toRecord(Name owner, long ttl) {
    return Record.newRecord(owner, TYPE, DClass.IN, ttl, toBytes());
  }

  /** {@code v=srv6pipes1 forward=SID,SID return=SID,SID}, as the TXT record has it. */
  public String toText() {
    String text = "v=srv6pipes" + VERSION + " forward=" + list(forward);
    return back.isEmpty() ? text : text + " return=" + list(back);
  }

  private static String list(List<Ipv6Address> sids) {
    return sids.stream().map(Ipv6Address::toString).collect(Collectors.joining(","));
  }
}
