package org.srv6pipes.endhost.path;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.srv6pipes.wire.Ipv6Address;

/**
 * Which number each return path has. A number is given to another path only when no socket has its
 * mark any more; a census tells. Not thread-safe; does nothing outside itself.
 *
 * <p>Numbers are given back in this order, the path used longest ago first:
 *
 * <ol>
 *   <li>of paths without a socket;
 *   <li>of paths of which only connections are left that both sides have closed;
 *   <li>of paths that for three seconds had nothing but handshakes, which is how spoofed SYNs look.
 * </ol>
 */
public final class PathTable {

  public static final int NONE = -1;

  static final long PATIENCE_NANOS = 3_000_000_000L;

  /** More than these would take too long to end. */
  private static final int MOST_REMAINS = 1000;

  /** A path that has a number. */
  public static final class Path {
    private final int number;
    private final List<Ipv6Address> sids;
    private long lastUse;
    private long unprovenSince;

    private Path(int number, List<Ipv6Address> sids, long now) {
      this.number = number;
      this.sids = sids;
      this.lastUse = now;
      this.unprovenSince = now;
    }

    public int number() {
      return number;
    }

    /** SYNs that come one after the other do not begin the time anew: a flood could for ever. */
    private void use(long now) {
      if (now - lastUse >= PATIENCE_NANOS) {
        unprovenSince = now;
      }
      lastUse = now;
    }
  }

  private final int capacity;
  private final BitSet given = new BitSet();
  private final LinkedHashMap<List<Ipv6Address>, Path> paths = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * @param capacity numbers are below this, except those that are taken over
   */
  public PathTable(int capacity) {
    this.capacity = capacity;
  }

  /** The number of a path that a SYN has just named, or {@link #NONE}. */
  public int find(List<Ipv6Address> sids, long now) {
    Path path = paths.get(sids);
    if (path == null) {
      return NONE;
    }
    path.use(now);
    return path.number;
  }

  /** Gives a path that has none the lowest free number, or {@link #NONE}. */
  public int give(List<Ipv6Address> sids, long now) {
    int number = given.nextClearBit(0);
    if (number >= capacity) {
      return NONE;
    }
    takeOver(number, sids, now);
    return number;
  }

  /**
   * Lets a path have the number that it had under an earlier process. Should that have had the path
   * twice, the second number is nobody's: sockets may have it.
   */
  public void takeOver(int number, List<Ipv6Address> sids, long now) {
    given.set(number);
    paths.putIfAbsent(sids, new Path(number, sids, now));
  }

  /** The path has no number any more. */
  public void takeBack(Path path) {
    given.clear(path.number);
    paths.remove(path.sids);
  }

  /** The number could not be made use of. */
  public void takeBack(List<Ipv6Address> sids) {
    Path path = paths.get(sids);
    if (path != null) {
      takeBack(path);
    }
  }

  public boolean hasRoom() {
    return given.nextClearBit(0) < capacity;
  }

  /** All numbers that are given are below this. */
  public int bound() {
    return given.length();
  }

  public int size() {
    return paths.size();
  }

  /** How much a path is needed. */
  private enum Need {
    NO_SOCKET,
    CLOSED_ONLY,
    UNPROVEN,
    IN_USE
  }

  /** The paths whose number may go to another one, once their remains are ended. */
  public List<Path> dispensable(Census census, int most, long now) {
    Map<Need, List<Path>> byNeed = new EnumMap<>(Need.class);
    for (Path path : paths.values()) {
      byNeed.computeIfAbsent(need(path, census, now), _ -> new ArrayList<>()).add(path);
    }
    byNeed.remove(Need.IN_USE);
    return byNeed.values().stream().flatMap(List::stream).limit(most).toList();
  }

  private Need need(Path path, Census census, long now) {
    if (census.isLive(path.number)) {
      path.unprovenSince = now;
      return Need.IN_USE;
    }
    int remains = census.remains(path.number);
    if (path.number >= capacity || remains > MOST_REMAINS) {
      return Need.IN_USE;
    }
    if (!census.isHalfOpen(path.number)) {
      return remains == 0 ? Need.NO_SOCKET : Need.CLOSED_ONLY;
    }
    return now - path.unprovenSince >= PATIENCE_NANOS ? Need.UNPROVEN : Need.IN_USE;
  }
}
