package org.srv6pipes.wire;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Where this proxy stands in a return path. Entries below {@code first} lead back to the client;
 * those from {@code first} to {@code last} are this proxy's own; those above belong to proxies that
 * come, on the way to the server.
 *
 * <p>The SYN may have left out a proxy of the path. That proxy knows nothing of the connection and
 * would end it, so answers leave it out as well. Segments of the network stay: they need not know
 * the connection.
 *
 * <pre>
 *   entries   [0]      [1]   [2]   [3]   [4]
 *           client     p1   ours  ours   p3
 *                            |     |
 *                          first  last
 * </pre>
 *
 * @param type of the TLV
 * @param entries in the order of an SRH
 * @param before the way from here to the client, in the same order
 */
public record ReturnPath(
    int type, List<Ipv6Address> entries, List<Ipv6Address> before, int first, int last)
    implements ReturnPathResult {

  public ReturnPath {
    entries = List.copyOf(entries);
    before = List.copyOf(before);
    Checks.require(!before.isEmpty(), "the way to the client ends at the client");
    Checks.require(
        first >= 1 && first <= last && last < entries.size(),
        "a proxy's own entries lie behind the client's, and within the path");
  }

  /**
   * Finds this proxy in the return path of a SYN, and refuses a path that contradicts itself or the
   * packet.
   *
   * @param ours which addresses are SIDs of this proxy
   * @param proxies which addresses are SIDs of any proxy; others are segments of the network
   * @param passes how many entries this proxy would record: one for each SID of its forward pass
   */
  public static ReturnPathResult find(
      SynPacket syn,
      Predicate<Ipv6Address> ours,
      Predicate<Ipv6Address> proxies,
      int passes,
      WireOptions options) {
    Ipv6Address client = syn.ip().source();
    Optional<ReturnPathTlv> tlv = syn.returnPath();
    if (tlv.isEmpty()) {
      return open(options.returnPathType(), List.of(client), passes);
    }
    return tlv.get().client().equals(client)
        ? locate(tlv.get(), ours, proxies, passes)
        : new Refused(
            Refused.Reason.RETURN_PATH_NOT_TO_SOURCE,
            "entry 0 is " + tlv.get().client() + ", the packet comes from " + client);
  }

  private static ReturnPathResult locate(
      ReturnPathTlv tlv, Predicate<Ipv6Address> ours, Predicate<Ipv6Address> proxies, int passes) {
    List<Ipv6Address> entries = tlv.segments();
    int first = indexOf(entries, 0, ours);
    if (first == entries.size()) {
      return tlv.segmentsLeft() == entries.size() - 1
          ? open(tlv.type(), entries, passes)
          : new Refused(
              Refused.Reason.RETURN_PATH_WITHOUT_US,
              "none of entries %d to %d is ours"
                  .formatted(tlv.segmentsLeft() + 1, entries.size() - 1));
    }
    int last = indexOf(entries, first, ours.negate()) - 1;
    if (first <= tlv.segmentsLeft()) {
      return comesBack(first, "which was passed before entry " + tlv.segmentsLeft());
    }
    int again = indexOf(entries, last + 1, ours);
    return again == entries.size()
        ? new ReturnPath(tlv.type(), entries, before(tlv, first, proxies), first, last)
        : comesBack(again, "after entry " + (again - 1) + " of another node");
  }

  /** Whoever sent the SYN on and those before it; of the entries that it passed over, no proxy. */
  private static List<Ipv6Address> before(
      ReturnPathTlv tlv, int first, Predicate<Ipv6Address> proxies) {
    List<Ipv6Address> passed = tlv.segments().subList(0, tlv.segmentsLeft() + 1);
    List<Ipv6Address> passedOver = tlv.segments().subList(tlv.segmentsLeft() + 1, first);
    return Stream.concat(passed.stream(), passedOver.stream().filter(proxies.negate())).toList();
  }

  private static ReturnPathResult open(int type, List<Ipv6Address> before, int passes) {
    return before.size() + passes <= ReturnPathTlv.MOST_SEGMENTS
        ? new OpenReturnPath(type, before)
        : new Refused(
            Refused.Reason.RETURN_PATH_FULL,
            "%d entries and %d of ours are more than 15".formatted(before.size(), passes));
  }

  private static Refused comesBack(int index, String when) {
    return new Refused(
        Refused.Reason.RETURN_PATH_COMES_BACK, "entry " + index + " is ours, " + when);
  }

  /** The first index from {@code from} on that is one of these, or the number of entries. */
  private static int indexOf(List<Ipv6Address> entries, int from, Predicate<Ipv6Address> these) {
    int index = from;
    while (index < entries.size() && !these.test(entries.get(index))) {
      index++;
    }
    return index;
  }

  /** Our return SIDs, in the order in which bytes to the client meet them. */
  public List<Ipv6Address> sids() {
    return entries.subList(first, last + 1).reversed();
  }

  /**
   * The header of our answers to the client's side, by the proxies before us; none where we are the
   * first.
   */
  public Optional<Srh> answer() {
    return new ReturnPathTlv(type, before.size() - 1, before).answer();
  }

  /** What the onward SYN says about the way back: that it is we who come first. */
  public ReturnPathTlv onward() {
    return new ReturnPathTlv(type, last, entries);
  }
}
