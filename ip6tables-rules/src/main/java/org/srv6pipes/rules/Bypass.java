package org.srv6pipes.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.srv6pipes.linux.Link;
import org.srv6pipes.linux.Prefix6;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.SegmentEnd;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * Connections that the kernel carries past a proxy, along their segment list, because the proxy
 * cannot or will not take them: it does not run, its queue is full, or it says so by its verdict.
 *
 * <p>The kernel knows them by their addresses and ports, which sets of nftables hold from their SYN
 * on for as long as packets come. They stay past the proxy when it is back, until their end. A
 * connection that the proxy has is never among them: when its process is killed, its packets meet
 * no socket and it is reset. So what is forgotten (a set is full, the table was flushed) ends, too,
 * and nothing is ever carried past from its middle on.
 *
 * <p>What is carried on goes by a route {@code seg6local End}, which never delivers to this host.
 *
 * @param sids the SIDs for which this may be done
 * @param lastHeader what becomes of the header where the next segment is the server
 * @param idle after so long without a packet a connection is forgotten
 * @param ending after so long, once one side has finished
 * @param allowFrom whose connections; empty for everybody's
 * @param allowTo to which servers; empty for all
 * @param device of the routes, up and not the loopback
 */
public record Bypass(
    List<Ipv6Prefix> sids,
    LastHeader lastHeader,
    Duration idle,
    Duration ending,
    List<Ipv6Prefix> allowFrom,
    List<Ipv6Prefix> allowTo,
    Link device) {

  /** How a server gets its packets. */
  public enum LastHeader {
    /** With the header, which holds the way back. */
    STAYS,
    /** Without: for servers that know no segments. */
    GOES,
    /** With; and when a SYN comes again, because nobody answered, by turns without and with. */
    BY_TURNS
  }

  /** A connection takes two entries, one for each direction. */
  private static final int MOST_ENTRIES = 262_144;

  private static final int HANDSHAKE_SECONDS = 70;

  private static final String ENTRY = "ipv6_addr . inet_service . ipv6_addr . inet_service";
  private static final String SERVER = "srh sid[1]";
  private static final String THERE = "ip6 saddr . tcp sport . " + SERVER + " . tcp dport";
  private static final String BACK = SERVER + " . tcp dport . ip6 saddr . tcp sport";
  private static final String SYN = "tcp flags & (fin | syn | rst | ack) == syn ";
  private static final String SEGMENTS_TO_GO = "meta l4proto tcp rt type 4 rt seg-left > 0 ";

  /** Before our rules in raw, and behind them, before those in mangle. */
  private static final int BEFORE_RAW = -301;

  private static final int BEFORE_MANGLE = -155;

  public Bypass {
    sids = List.copyOf(sids);
    allowFrom = List.copyOf(allowFrom);
    allowTo = List.copyOf(allowTo);
  }

  List<Route> routes(Allocation numbers) {
    return sids.stream()
        .flatMap(
            it ->
                Stream.of(
                    route(it, numbers.pastTable(), SegmentEnd.END),
                    route(it, numbers.pastBareTable(), SegmentEnd.END_WITHOUT_LAST_HEADER)))
        .toList();
  }

  private Route route(Ipv6Prefix sid, int table, SegmentEnd end) {
    return Route.to(new Prefix6(sid.address().toInet(), sid.length()))
        .device(device.index())
        .table(table)
        .encapsulation(end)
        .protocol(HostPlan.PROTOCOL)
        .build();
  }

  NftTable table(Allocation numbers) {
    return new Script(numbers).write();
  }

  /** The table for the numbers of one instance. */
  private final class Script {
    private final String name;
    private final String table;
    private final String headed;
    private final String bare;
    private final String bothMarks;
    private final List<String> wanted;
    private final List<String> lines = new ArrayList<>();

    Script(Allocation numbers) {
      name = NftTable.name(numbers.index());
      table = "ip6 " + name;
      headed = Allocation.hex(numbers.pastMark());
      bare = Allocation.hex(numbers.pastBareMark());
      bothMarks = "{ " + headed + ", " + bare + " }";
      wanted =
          Stream.concat(
                  IntStream.range(0, numbers.queues()).mapToObj(numbers::queueMark),
                  Stream.of(numbers.bypassMark()))
              .map(Allocation::hex)
              .toList();
    }

    NftTable write() {
      lines.add("add table " + table);
      Stream.of("headed", "bare", "ending", "fresh").forEach(this::set);
      baseChain("arriving", BEFORE_RAW);
      Stream.of("known", "ending", "again", "forget").forEach(this::chain);
      baseChain("judged", BEFORE_MANGLE);
      Stream.of("pass", "to", "carry").forEach(this::chain);
      arriving();
      known();
      ending();
      again();
      forget();
      judged();
      allowed("pass", "ip6 saddr", allowFrom, "to");
      allowed("to", SERVER, allowTo, "carry");
      carry();
      return new NftTable(name, lines);
    }

    private void set(String name) {
      lines.add(
          "add set %s %s { type %s; flags dynamic, timeout; size %d; }"
              .formatted(table, name, ENTRY, MOST_ENTRIES));
    }

    private void baseChain(String name, int priority) {
      lines.add(
          "add chain %s %s { type filter hook prerouting priority %d; policy accept; }"
              .formatted(table, name, priority));
      lines.add("flush chain " + table + " " + name);
    }

    private void chain(String name) {
      lines.add("add chain " + table + " " + name);
      lines.add("flush chain " + table + " " + name);
    }

    private void rule(String chain, String rule) {
      lines.add("add rule " + table + " " + chain + " " + rule);
    }

    /** No packet brings the mark along; those of connections that are known get it. */
    private void arriving() {
      rule("arriving", "meta mark " + bothMarks + " meta mark set 0");
      rule("arriving", toTheSids() + SEGMENTS_TO_GO + "goto known");
    }

    private String toTheSids() {
      return "ip6 daddr { " + text(sids, ", ") + " } ";
    }

    private void known() {
      rule("known", THERE + " @headed meta mark set " + headed);
      rule("known", THERE + " @bare meta mark set " + bare);
      rule("known", "meta mark != " + bothMarks + " return");
      rule("known", SYN + "goto again");
      rule("known", THERE + " @fresh delete @fresh { " + THERE + " }");
      rule("known", "tcp flags & (fin | rst) != 0 " + update("ending", THERE, ending));
      rule("known", "tcp flags & rst != 0 " + update("ending", BACK, ending));
      rule("known", THERE + " @ending goto ending");
      keep("known", idle);
    }

    private void ending() {
      rule("ending", update("ending", THERE, ending));
      keep("ending", ending);
    }

    private void keep(String chain, Duration time) {
      rule(chain, "meta mark " + headed + " " + update("headed", THERE, time));
      rule(chain, "meta mark " + bare + " " + update("bare", THERE, time));
    }

    /**
     * A SYN of a connection that is past the proxy already goes past it, too, and the other end's
     * kernel judges it; unless that connection has ended.
     */
    private void again() {
      rule("again", THERE + " @ending jump forget");
      if (lastHeader == LastHeader.BY_TURNS) {
        rule("again", turn(headed, "headed", "bare", bare));
        rule("again", turn(bare, "bare", "headed", headed));
      }
    }

    private String turn(String mark, String from, String to, String newMark) {
      return "meta mark %s %s @fresh delete @%s { %s } %s meta mark set %s return"
          .formatted(mark, THERE, from, THERE, add(to, THERE), newMark);
    }

    /** Also in the other direction: the onward connection of the proxy has the same addresses. */
    private void forget() {
      for (String set : List.of("headed", "bare", "ending", "fresh")) {
        rule("forget", "delete @" + set + " { " + THERE + " }");
        rule("forget", "delete @" + set + " { " + BACK + " }");
      }
      rule("forget", "meta mark set 0");
    }

    /** What has been to the queue, and has the mark of no slot. */
    private void judged() {
      String judged = "meta mark { " + String.join(", ", wanted) + " } ";
      rule(
          "judged",
          "meta iifname != \"lo\" " + judged + toTheSids() + SEGMENTS_TO_GO + SYN + "goto pass");
    }

    private void allowed(String chain, String what, List<Ipv6Prefix> allowed, String next) {
      if (allowed.isEmpty()) {
        rule(chain, "goto " + next);
      }
      allowed.forEach(it -> rule(chain, what + " " + it + " goto " + next));
    }

    /** The client's direction, and the server's, whose answers lose their header at the client. */
    private void carry() {
      boolean goes = lastHeader == LastHeader.GOES;
      String fresh = lastHeader == LastHeader.BY_TURNS ? add("fresh", THERE) + " " : "";
      rule(
          "carry",
          "%s%s %s meta mark set %s counter"
              .formatted(
                  fresh,
                  add(goes ? "bare" : "headed", THERE),
                  add("bare", BACK),
                  goes ? bare : headed));
    }

    private static String add(String set, String entry) {
      return "add @%s { %s timeout %ds }".formatted(set, entry, HANDSHAKE_SECONDS);
    }

    private static String update(String set, String entry, Duration time) {
      return "update @%s { %s timeout %ds }".formatted(set, entry, Math.max(1, time.toSeconds()));
    }

    private static String text(List<Ipv6Prefix> prefixes, String between) {
      return prefixes.stream().map(Ipv6Prefix::toString).collect(Collectors.joining(between));
    }
  }
}
