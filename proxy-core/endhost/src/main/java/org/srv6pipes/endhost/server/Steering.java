package org.srv6pipes.endhost.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.endhost.path.Census;
import org.srv6pipes.endhost.path.PathRoutes;
import org.srv6pipes.endhost.path.PathSockets;
import org.srv6pipes.endhost.path.PathTable;
import org.srv6pipes.endhost.server.ServerConfig.Otherwise;
import org.srv6pipes.endhost.server.Wanted.Reason;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.Verdict;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.PathPlan;
import org.srv6pipes.wire.Ipv6Address;

/**
 * Gives every captured packet its verdict: the mark of its path, which the kernel hands on to the
 * socket that answers. When all numbers are given, a packet waits a little while those are looked
 * for that nobody needs any more. Belongs to one thread, because a verdict makes the socket before
 * it returns: so no number is taken back between being found unused and a new use.
 */
final class Steering {

  /** A client that hears nothing repeats its SYN after a second: a SYN must not wait for that. */
  private static final long LONGEST_WAIT_NANOS = 200_000_000L;

  private static final int MOST_WAITING = 1024;

  /**
   * A census walks all connections of the host (40 ms where there are 100 000). It may take a tenth
   * of this thread's time, or what it takes to have one within the wait of each packet. That bounds
   * as well how many paths a flood can have made in a second.
   */
  private static final long SHORTEST_INTERVAL_NANOS = 20_000_000L;

  private static final long LONGEST_INTERVAL_NANOS = 100_000_000L;
  private static final int INTERVALS = 10;
  private static final int MOST_AT_ONCE = 32;

  private static final long COMPLAINT_NANOS = 60_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(Steering.class);

  private record Waiting(int packetId, List<Ipv6Address> sids, long since) {}

  private final NfQueue queue;
  private final Allocation numbers;
  private final PathTable table;
  private final PathRoutes routes;
  private final PathSockets sockets;
  private final ServerCounters counters;
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private volatile PathPolicy policy;
  private volatile Otherwise unusablePath;
  private long nextCensus = System.nanoTime();
  private long nextComplaint = System.nanoTime();

  Steering(
      NfQueue queue,
      Allocation numbers,
      PathRoutes routes,
      PathSockets sockets,
      ServerConfig config,
      ServerCounters counters) {
    this.queue = queue;
    this.numbers = numbers;
    this.table = new PathTable(config.paths());
    this.routes = routes;
    this.sockets = sockets;
    this.counters = counters;
    this.policy = PathPolicy.of(config);
    this.unusablePath = config.unusablePath();
  }

  /** Goes on with the paths of an earlier process. */
  void takeOver(List<PathPlan> paths, long now) {
    paths.forEach(path -> table.takeOver(path.path(), path.sids(), now));
  }

  /** From now on new connections are judged so; any thread may say it. */
  void judgeBy(ServerConfig config) {
    policy = PathPolicy.of(config);
    unusablePath = config.unusablePath();
  }

  int paths() {
    return table.size();
  }

  int liveConnections() {
    return sockets.census(table.bound()).liveConnections();
  }

  /** Takes a packet out of the queue. Its verdict comes now, or with {@link #attend}. */
  void captured(int packetId, int ingress, int mark, ByteBuffer packet, int flags) {
    counters.captured();
    switch (policy.wantedBy(packet)) {
      case Wanted.Path path -> steer(packetId, path.sids());
      case Wanted.Plain _ -> plain(packetId);
      case Wanted.Unusable unusable -> unusable(packetId, unusable);
    }
  }

  private void plain(int packetId) {
    counters.plain();
    queue.verdict(packetId, Verdict.ACCEPT);
  }

  private void unusable(int packetId, Wanted.Unusable unusable) {
    counters.unusable(unusable.reason());
    LOG.debug("unusable path: {}: {}", unusable.reason(), unusable.detail());
    queue.verdict(packetId, unusablePath == Otherwise.PLAIN ? Verdict.ACCEPT : Verdict.DROP);
  }

  private void steer(int packetId, List<Ipv6Address> sids) {
    long now = System.nanoTime();
    if (!decide(packetId, sids, now)) {
      counters.held();
      if (waiting.size() == MOST_WAITING) {
        giveUp(waiting.removeFirst());
      }
      waiting.addLast(new Waiting(packetId, sids, now));
    }
  }

  /** Gives the verdict, unless no number is free. */
  private boolean decide(int packetId, List<Ipv6Address> sids, long now) {
    int known = table.find(sids, now);
    if (known != PathTable.NONE) {
      accept(packetId, known);
      return true;
    }
    int number = table.give(sids, now);
    if (number == PathTable.NONE) {
      return false;
    }
    if (make(packetId, number, sids)) {
      accept(packetId, number);
    } else {
      table.takeBack(sids);
    }
    return true;
  }

  private void accept(int packetId, int number) {
    counters.alongPath();
    queue.verdict(packetId, Verdict.ACCEPT, numbers.pathMark(number));
  }

  /** Makes a path, or gives the verdict for a packet that cannot have it. */
  private boolean make(int packetId, int number, List<Ipv6Address> sids) {
    try {
      if (routes.make(number, sids)) {
        counters.pathMade();
        LOG.debug("path={} leads along {}", number, sids);
        return true;
      }
      unusable(packetId, new Wanted.Unusable(Reason.NO_ROUTE, sids.getFirst().toString()));
    } catch (LinuxException e) {
      counters.failed();
      LOG.warn("path along {} cannot be made: {}", sids, e.getMessage());
      queue.verdict(packetId, Verdict.DROP);
    }
    return false;
  }

  /**
   * Looks after the packets that wait.
   *
   * @return in how many nanoseconds this must be called again; {@code Long.MAX_VALUE} if none waits
   */
  long attend(long now) {
    if (!waiting.isEmpty() && !table.hasRoom() && now - nextCensus >= 0) {
      makeRoom(Math.min(waiting.size(), MOST_AT_ONCE), now);
    }
    while (!waiting.isEmpty()
        && decide(waiting.getFirst().packetId(), waiting.getFirst().sids(), now)) {
      waiting.removeFirst();
    }
    while (!waiting.isEmpty() && now - deadline() >= 0) {
      giveUp(waiting.removeFirst());
    }
    return waiting.isEmpty() ? Long.MAX_VALUE : Math.min(nextCensus, deadline()) - now;
  }

  private long deadline() {
    return waiting.getFirst().since() + LONGEST_WAIT_NANOS;
  }

  private void makeRoom(int wanted, long now) {
    Census census = sockets.census(table.bound());
    Set<Integer> withRemains = new HashSet<>();
    List<PathTable.Path> paths = table.dispensable(census, wanted, now);
    for (PathTable.Path path : paths) {
      if (census.remains(path.number()) > 0) {
        withRemains.add(path.number());
      }
    }
    Set<Integer> ended = withRemains.isEmpty() ? Set.of() : sockets.endRemains(withRemains);
    for (PathTable.Path path : paths) {
      if (!withRemains.contains(path.number()) || ended.contains(path.number())) {
        takeBack(path);
      }
    }
    long took = System.nanoTime() - now;
    nextCensus =
        now + Math.clamp(INTERVALS * took, SHORTEST_INTERVAL_NANOS, LONGEST_INTERVAL_NANOS);
  }

  private void takeBack(PathTable.Path path) {
    routes.unmake(path.number());
    table.takeBack(path);
    counters.pathTakenBack();
  }

  private void giveUp(Waiting packet) {
    counters.withoutPath();
    queue.verdict(packet.packetId(), Verdict.DROP);
    long now = System.nanoTime();
    if (now - nextComplaint >= 0) {
      nextComplaint = now + COMPLAINT_NANOS;
      LOG.warn(
          "a SYN was dropped because none of the {} return paths was free: raise paths, or see"
              + " whether SYNs are spoofed",
          table.size());
    }
  }
}
