package org.srv6pipes.proxy.relay;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.linux.TcpInfo;
import org.srv6pipes.proxy.flow.Side;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Srh;

/**
 * How legs did, by path: the segments between this proxy and the end host, which itself is left
 * out, because there are as many end hosts as the network likes. Clients can make segments up, so
 * the number of paths has a bound, and so has their length; what comes after counts as one path. A
 * path that is there stays, so that its numbers never fall. From any thread.
 */
public final class PathCounters {

  /** Of both legs together. */
  static final int MOST_PATHS = 64;

  /** So that the names of all paths can be read many times an hour. */
  static final int MOST_SEGMENTS = 8;

  private static final Comparator<Estimates> ORDER =
      comparing(Estimates::leg).thenComparing(Estimates::path);

  private record Path(Side leg, List<Ipv6Address> segments) {}

  /**
   * The legs of one path.
   *
   * @param path segments in the order in which they are visited, {@code direct} or {@code other}
   * @param legs how many the kernel was asked about
   * @param roundTripNanos the sum of its estimates
   * @param retransmissions on all of them
   */
  public record Estimates(
      Side leg, String path, long legs, long roundTripNanos, long retransmissions) {}

  private static final class Row {
    private final LongAdder legs = new LongAdder();
    private final LongAdder roundTripNanos = new LongAdder();
    private final LongAdder retransmissions = new LongAdder();

    private void add(TcpInfo leg) {
      legs.increment();
      roundTripNanos.add(leg.roundTrip().toNanos());
      retransmissions.add(leg.retransmissions());
    }

    private Estimates named(Side leg, String path) {
      return new Estimates(leg, path, legs.sum(), roundTripNanos.sum(), retransmissions.sum());
    }
  }

  private final Map<Path, Row> rows = new ConcurrentHashMap<>();
  private final Row otherClients = new Row();
  private final Row otherServers = new Row();

  /**
   * A leg has ended.
   *
   * @param header of what went there, or null if it had none
   */
  void ended(Side leg, @Nullable Srh header, TcpInfo info) {
    List<Ipv6Address> visited = header == null ? List.of() : header.remaining();
    row(new Path(leg, visited.subList(0, Math.max(0, visited.size() - 1)))).add(info);
  }

  private Row row(Path path) {
    Row known = rows.get(path);
    return known == null ? newRow(path) : known;
  }

  private Row newRow(Path path) {
    if (rows.size() < MOST_PATHS && path.segments().size() <= MOST_SEGMENTS) {
      synchronized (this) {
        if (rows.size() < MOST_PATHS) {
          return rows.computeIfAbsent(path, _ -> new Row());
        }
      }
    }
    return others(path.leg());
  }

  private Row others(Side leg) {
    return leg == Side.CLIENT ? otherClients : otherServers;
  }

  /** As of now, in the same order each time. */
  public List<Estimates> estimates() {
    List<Estimates> all = new ArrayList<>();
    rows.forEach((path, row) -> all.add(row.named(path.leg(), text(path.segments()))));
    for (Side leg : Side.values()) {
      all.add(others(leg).named(leg, "other"));
    }
    all.removeIf(it -> it.legs() == 0);
    all.sort(ORDER);
    return all;
  }

  private static String text(List<Ipv6Address> segments) {
    return segments.isEmpty()
        ? "direct"
        : segments.stream().map(Ipv6Address::toString).collect(joining(" "));
  }
}
