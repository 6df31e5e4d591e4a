package org.srv6pipes.proxy.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.EndedFlow;
import org.srv6pipes.proxy.flow.FlowOpener;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FlowWitness;
import org.srv6pipes.proxy.flow.Quotas;
import org.srv6pipes.proxy.flow.SynJudge;

/**
 * The relay over all loops. A flow belongs for life to the loop that captured its SYN, where a
 * repeated SYN comes as well: which queue it is for follows from its addresses and ports.
 */
public final class Relay {

  /** ::1, where the slots listen: unreachable from outside, and in nobody's way. */
  private static final long LOOPBACK_LOW = 1;

  /** Above what half-open flows may hold, so that the kernel never answers with SYN cookies. */
  private static final int BACKLOG = 65_535;

  private static final Duration LOOP_PATIENCE = Duration.ofSeconds(5);

  /**
   * A listener as the host's rules must know it.
   *
   * @param mark that brings a SYN to it
   * @param port on ::1
   */
  public record SlotPort(int mark, int port) {}

  private final List<RelayLoop> loops;
  private final List<Integer> listeners;
  private final RelayCounters counters;
  private final Quotas quotas;
  private final Workers workers;

  private Relay(
      List<RelayLoop> loops,
      List<Integer> listeners,
      RelayCounters counters,
      Quotas quotas,
      Workers workers) {
    this.loops = loops;
    this.listeners = listeners;
    this.counters = counters;
    this.quotas = quotas;
    this.workers = workers;
  }

  /**
   * Opens the listeners and begins to serve.
   *
   * @param slots by loop, the listeners to open; the first of each loop answers directly
   * @param judge of clients that come without a queue, or null if all SYNs are captured
   * @param witness is told how flows ended
   */
  public static Relay start(
      List<EventLoop> loops,
      RelaySettings settings,
      List<List<SlotPort>> slots,
      @Nullable SynJudge judge,
      FlowWitness witness) {
    RelayCounters counters = new RelayCounters();
    Quotas quotas = new Quotas(settings.limits(), System.nanoTime());
    ServerKnowledge servers = new ServerKnowledge();
    Workers workers = new Workers(loops.size());
    List<Integer> listeners = new ArrayList<>();
    List<RelayLoop> relayLoops = new ArrayList<>();
    for (EventLoop loop : loops) {
      List<Slots.Slot> own = new ArrayList<>();
      for (SlotPort slot : slots.get(loop.index())) {
        int listener = listen(slot.port(), settings, judge != null);
        listeners.add(listener);
        own.add(new Slots.Slot(slot.mark(), listener, own.isEmpty()));
      }
      relayLoops.add(
          new RelayLoop(
              loop,
              settings,
              counters,
              quotas,
              servers,
              workers,
              judge,
              witness,
              loops.size(),
              own));
    }
    relayLoops.forEach(loop -> loop.loop().execute(loop::start));
    return new Relay(relayLoops, listeners, counters, quotas, workers);
  }

  private static int listen(int port, RelaySettings settings, boolean saveSyn) {
    int listener = TcpSocket.open();
    SocketOptions.transparent(listener);
    SocketOptions.reuseAddress(listener);
    RelayLoop.prepareListener(listener, settings);
    if (saveSyn) {
      SocketOptions.saveSyn(listener);
    }
    TcpSocket.bind(listener, 0, LOOPBACK_LOW, port);
    TcpSocket.listen(listener, BACKLOG);
    return listener;
  }

  /** Who takes over the flows whose SYNs this loop captures. */
  public FlowOpener openerOf(EventLoop loop) {
    return loops.get(loop.index());
  }

  public Quotas quotas() {
    return quotas;
  }

  public RelayCounters counters() {
    return counters;
  }

  /** What all loops have and use now. */
  public RelaySnapshot snapshot() throws InterruptedException {
    return onEveryLoop(RelayLoop::snapshot).stream()
        .reduce(RelaySnapshot.none(), RelaySnapshot::plus);
  }

  /**
   * The flows that pass a filter.
   *
   * @param most about the legs of so many, at least, the kernel is asked too
   */
  public List<FlowReport> flows(Predicate<FlowReport> wanted, int most)
      throws InterruptedException {
    return onEveryLoop(loop -> loop.flows(wanted, most)).stream().flatMap(List::stream).toList();
  }

  /** The flows that ended last, the latest first. */
  public List<EndedFlow> recentlyEnded() throws InterruptedException {
    return onEveryLoop(loop -> loop.tally().remembered()).stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparingLong(EndedFlow::endedAt).reversed())
        .toList();
  }

  /** Ends one flow; false if there is none of that number. */
  public boolean kill(long number) throws InterruptedException {
    return onEveryLoop(loop -> loop.kill(number)).contains(true);
  }

  private <T> List<T> onEveryLoop(Function<RelayLoop, T> task) throws InterruptedException {
    List<CompletableFuture<T>> answers =
        loops.stream()
            .map(loop -> CompletableFuture.supplyAsync(() -> task.apply(loop), loop.loop()))
            .toList();
    List<T> values = new ArrayList<>();
    try {
      for (CompletableFuture<T> answer : answers) {
        values.add(answer.get(LOOP_PATIENCE.toNanos(), TimeUnit.NANOSECONDS));
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("an event loop does not answer: " + e, e);
    }
    return values;
  }

  /** Forgets the flows whose client has not arrived yet. */
  public void abortHandshakes() {
    for (RelayLoop loop : loops) {
      loop.loop().execute(() -> loop.abortHandshakes(EndReason.PROXY_STOPPED));
    }
  }

  /** Waits until no flow is left; false if that takes longer. */
  public boolean awaitEmpty(Duration timeout) throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(loops.size());
    for (RelayLoop loop : loops) {
      loop.loop().execute(() -> loop.whenEmpty(busy::countDown));
    }
    return busy.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Resets what is left and closes the listeners. The loops must still run.
   *
   * @return bytes of buffers that nobody gave back
   */
  public long stop() throws InterruptedException {
    LongAdder outstanding = new LongAdder();
    CountDownLatch ended = new CountDownLatch(loops.size());
    for (RelayLoop loop : loops) {
      loop.loop()
          .execute(
              () -> {
                loop.abortAll(EndReason.PROXY_STOPPED);
                outstanding.add(loop.close());
                ended.countDown();
              });
    }
    ended.await(5, TimeUnit.SECONDS);
    workers.close();
    listeners.forEach(TcpSocket::close);
    return outstanding.sum();
  }
}
