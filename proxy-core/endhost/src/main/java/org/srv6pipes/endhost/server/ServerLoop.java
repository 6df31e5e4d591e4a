package org.srv6pipes.endhost.server;

import java.time.Duration;
import java.util.EnumSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.endhost.path.PathRoutes;
import org.srv6pipes.endhost.path.PathSockets;
import org.srv6pipes.linux.NativeBuffer;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.linux.Pipe;
import org.srv6pipes.linux.Poll;
import org.srv6pipes.linux.RtnetlinkMonitor;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.rules.Allocation;

/** The one thread that stands between the packet queue and the kernel's routes. */
final class ServerLoop implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerLoop.class);

  private static final int MOST_PER_TURN = 64;
  private static final Duration LONGEST_TURN = Duration.ofMinutes(1);

  private static final int LINKS_CHANGED = 2;

  private final NfQueue queue;
  private final RtnetlinkMonitor links;
  private final Pipe wake;
  private final PathRoutes routes;
  private final PathSockets sockets;
  private final ServerCounters counters;
  private final Steering steering;
  private final Thread thread;
  private final Runnable whenBroken;
  private volatile boolean stopped;

  private ServerLoop(NfQueue queue, ServerConfig config, Allocation numbers, Runnable whenBroken) {
    this.queue = queue;
    this.links = RtnetlinkMonitor.open(EnumSet.of(RtnetlinkMonitor.Change.LINKS));
    this.wake = Pipe.open(4096);
    this.routes = new PathRoutes(numbers);
    this.sockets = new PathSockets(numbers);
    this.counters = new ServerCounters();
    this.steering = new Steering(queue, numbers, routes, sockets, config, counters);
    this.thread = Thread.ofPlatform().name("server").unstarted(this::run);
    this.whenBroken = whenBroken;
  }

  /**
   * Takes the queue, and the paths that an earlier process has left. What comes into the queue
   * waits there until {@link #start}.
   *
   * @param whenBroken is called when this cannot go on, for a reason that the log holds
   */
  static ServerLoop open(ServerConfig config, Allocation numbers, Runnable whenBroken) {
    NfQueue queue =
        NfQueue.open(numbers.queue(0), NfQueueOptions.forSyns().withLength(config.queueLength()));
    ServerLoop loop = new ServerLoop(queue, config, numbers, whenBroken);
    loop.steering.takeOver(loop.routes.takeOver(), System.nanoTime());
    return loop;
  }

  /** From now on connections are served. */
  void start() {
    thread.start();
  }

  private void run() {
    try {
      Duration pause = Duration.ZERO;
      while (!stopped) {
        pause = turn(pause);
      }
    } catch (RuntimeException e) {
      LOG.error("no return path is made from now on", e);
      whenBroken.run();
    }
  }

  private Duration turn(Duration pause) {
    int ready = Poll.awaitReadable(pause, queue.descriptor(), links.descriptor(), wake.readEnd());
    if ((ready & LINKS_CHANGED) != 0 && !links.drain().isEmpty()) {
      routes.repair();
    }
    queue.drain(steering::captured, MOST_PER_TURN);
    long nanos = steering.attend(System.nanoTime());
    return Duration.ofNanos(Math.clamp(nanos, 0, LONGEST_TURN.toNanos()));
  }

  /** New connections are judged by another configuration from now on. */
  void judgeBy(ServerConfig config) {
    steering.judgeBy(config);
  }

  ServerCounters.Snapshot counts() {
    return counters.snapshot();
  }

  /**
   * Ends the thread and gives the queue back; what waits in it is dropped. The paths stay.
   *
   * @return how many connections live on them
   */
  int stop() throws InterruptedException {
    stopped = true;
    awake();
    thread.join();
    int live = steering.liveConnections();
    close();
    return live;
  }

  private void awake() {
    try (NativeBuffer octet = NativeBuffer.allocate(1)) {
      TcpSocket.write(wake.writeEnd(), octet.address(), 1);
    }
  }

  /** Gives everything back of what was opened but never started. */
  @Override
  public void close() {
    queue.close();
    links.close();
    wake.close();
    routes.close();
    sockets.close();
  }
}
