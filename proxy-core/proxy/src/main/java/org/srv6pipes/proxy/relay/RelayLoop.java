package org.srv6pipes.proxy.relay;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.linux.Errno;
import org.srv6pipes.linux.SocketAddress6;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpSocket;
import org.srv6pipes.proxy.chain.Block;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.EndedFlow;
import org.srv6pipes.proxy.flow.FlowOpener;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FlowTable;
import org.srv6pipes.proxy.flow.FlowWitness;
import org.srv6pipes.proxy.flow.FormerSyns;
import org.srv6pipes.proxy.flow.HeldSyn;
import org.srv6pipes.proxy.flow.Newcomers;
import org.srv6pipes.proxy.flow.Quotas;
import org.srv6pipes.proxy.flow.RateLimit;
import org.srv6pipes.proxy.flow.SynJudge;
import org.srv6pipes.wire.ClientAddress;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ServerAddress;
import org.srv6pipes.wire.Srh;

/** All flows of one event loop, and what they share: listeners, buffers, the clock. */
public final class RelayLoop implements FlowOpener {

  static final long SLOT_WAIT_NANOS = 200_000_000;
  static final long SLOT_RETRY_NANOS = 10_000_000;

  /** For so long a client whose SYN came again is asked whether it still has its connection. */
  static final long ASK_CLIENT_NANOS = 3_000_000_000L;

  /** After so long a half-open handshake gives its return path up, if another one needs it. */
  static final long CONTENDED_HANDSHAKE_NANOS = 3_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(RelayLoop.class);
  private static final int SCRATCH_BYTES = 256 << 10;

  /** A client that speaks first does so in less, unless its own machine is busy. */
  private static final long FIRST_BYTES_NANOS = 1_000_000;

  private static final int MOST_IN_CROWD = 16;
  private static final long CROWD_NANOS = 10_000_000;

  private static final long TICK_MILLIS = 250;

  /** By so much a tick is late only if the process stood still; no peer is to blame for that. */
  private static final long STANDSTILL_NANOS = 1_000_000_000;

  private static final int KEEP_ALIVE_PROBES = 4;
  private static final int LINES_PER_SECOND = 10;

  /** Of functions; failures are not among them. */
  private static final int WARNINGS_PER_SECOND = 50;

  /** Asking the kernel about a leg takes a microsecond, which not every flow is worth. */
  private static final int FLOWS_PER_SAMPLE = 8;

  private final EventLoop loop;
  private final RelaySettings settings;
  private final RelayCounters counters;
  private final Quotas quotas;
  private final RateLimit lines = new RateLimit(LINES_PER_SECOND, System.nanoTime());
  private final LoopTally tally = new LoopTally();
  private final FlowWitness witness;
  private final int share;
  private final FlowTable<Flow> flows;
  private final Newcomers newcomers;
  private final FormerSyns former = new FormerSyns();
  private final RateLimit warnings;
  private final Deque<Waiting> crowd = new ArrayDeque<>();
  private List<Leg> unacknowledged = new ArrayList<>();
  private List<Leg> acknowledgedNext = new ArrayList<>();
  private boolean acknowledging;
  private final Slots slots;
  private final OldSockets sockets = new OldSockets();
  private final ServerKnowledge servers;
  private final Neighbours neighbours;
  private @Nullable Runnable whenEmpty;
  private final Workers workers;
  private final @Nullable SynJudge judge;
  private final BufferPool buffers = BufferPool.forOneThread();
  private final BufferPool sharedBuffers = BufferPool.forAnyThread();
  private final PipePool pipes = new PipePool();
  private final Block scratch = new Block(SCRATCH_BYTES);
  private final SocketAddress6 peer = new SocketAddress6();
  private final SocketAddress6 local = new SocketAddress6();
  private EventLoop.@Nullable Expectation children;
  private long flowsMade;
  private long flowsEnded;
  private long lastTick;

  /** A SYN for which there is no room. */
  private record Waiting(AdmittedFlow plan, HeldSyn syn) {}

  RelayLoop(
      EventLoop loop,
      RelaySettings settings,
      RelayCounters counters,
      Quotas quotas,
      ServerKnowledge servers,
      Workers workers,
      @Nullable SynJudge judge,
      FlowWitness witness,
      int share,
      List<Slots.Slot> slots) {
    this.loop = loop;
    this.settings = settings;
    this.counters = counters;
    this.quotas = quotas;
    this.servers = servers;
    this.neighbours = new Neighbours(settings.socketMark());
    this.workers = workers;
    this.judge = judge;
    this.witness = witness;
    this.share = share;
    int handshakes = Math.max(1, settings.maxHandshakes() / share);
    this.flows = new FlowTable<>(Math.max(1, settings.maxFlows() / share), handshakes);
    this.newcomers = new Newcomers(handshakes, now());
    this.warnings = new RateLimit(WARNINGS_PER_SECOND, now());
    this.slots = new Slots(slots);
  }

  /** Begins to accept. Called on the loop. */
  void start() {
    for (Slots.Slot slot : slots.all()) {
      loop.watchInput(slot.listener(), (_, _) -> acceptAll(slot.listener()));
    }
    lastTick = now();
    loop.every(TICK_MILLIS, this::tick);
  }

  /** Takes over a flow whose SYN this loop captured. */
  @Override
  public void open(AdmittedFlow plan, HeldSyn syn) {
    if (!take(plan, syn)) {
      crowd(plan, syn);
    }
  }

  /** Decides about a SYN; false if there are too many newcomers now. */
  private boolean take(AdmittedFlow plan, HeldSyn syn) {
    if (former.began(plan.key(), syn.sequence())) {
      syn.drop();
      return true;
    }
    Flow known = flows.get(plan.key());
    if (known != null && known.isGivenUpFor(syn)) {
      known.abort(EndReason.CLIENT_NEVER_ARRIVED);
      known = null;
    }
    if (known != null) {
      known.synRepeated(plan, syn);
    } else if (flows.isFull()) {
      limited(plan.key(), EndReason.TABLE_FULL);
      syn.refuse(EndReason.TABLE_FULL);
    } else if (newcomers.mayBegin(plan.key(), now())) {
      begin(plan, syn);
    } else {
      return false;
    }
    return true;
  }

  private void limited(FlowKey flow, EndReason limit) {
    counters.limited(limit);
    if (lines.allows(now())) {
      LOG.info("flow={} refused: {}", flow, limit.sentence());
    }
  }

  private void begin(AdmittedFlow plan, HeldSyn syn) {
    Quotas.Share share = quotas.shareOf(plan);
    Optional<EndReason> limit = quotas.take(share, now());
    if (limit.isPresent()) {
      limited(plan.key(), limit.get());
      syn.refuse(limit.get());
      return;
    }
    makeRoom();
    if (!plan.functions().retain()) {
      // Its generation ended between admission and here: the next SYN meets the new one.
      quotas.giveBack(share);
      syn.drop();
      return;
    }
    Flow flow = new Flow(this, plan, share, syn);
    flows.add(plan.key(), flow);
    counters.started();
    flow.begin();
  }

  /** The oldest handshake gives way, if there is no room for another one. */
  private void makeRoom() {
    Flow oldest = flows.oldestInTheWay();
    if (oldest != null) {
      newcomers.turnedAway(oldest.key());
      oldest.abort(EndReason.EVICTED);
    }
  }

  /** The newest wait a moment, so that the first client after a flood need not come again. */
  private void crowd(AdmittedFlow plan, HeldSyn syn) {
    crowd.addLast(new Waiting(plan, syn));
    if (crowd.size() == 1) {
      later(CROWD_NANOS, this::takeFromCrowd);
    }
    if (crowd.size() > MOST_IN_CROWD) {
      Waiting oldest = crowd.removeFirst();
      newcomers.turnedAway(oldest.plan().key());
      counters.turnedAway();
      oldest.syn().drop();
    }
  }

  private void takeFromCrowd() {
    while (!crowd.isEmpty() && take(crowd.getLast().plan(), crowd.getLast().syn())) {
      crowd.removeLast();
    }
    if (!crowd.isEmpty()) {
      later(CROWD_NANOS, this::takeFromCrowd);
    }
  }

  private void acceptAll(int listener) {
    while (true) {
      int socket = TcpSocket.accept(listener, peer);
      if (socket == -Errno.EAGAIN) {
        return;
      }
      if (socket >= 0) {
        accepted(socket);
      } else if (socket != -Errno.ECONNABORTED && socket != -Errno.EINTR) {
        LOG.error("accept: {}", Errno.name(-socket));
        later(TICK_MILLIS * 1_000_000, () -> acceptAll(listener));
        return;
      }
    }
  }

  private void accepted(int socket) {
    TcpSocket.localName(socket, local);
    FlowKey key =
        new FlowKey(
            new ClientAddress(new Ipv6Address(peer.high(), peer.low()), peer.port()),
            new ServerAddress(new Ipv6Address(local.high(), local.low()), local.port()));
    Flow flow = flows.get(key);
    if (flow != null && flow.awaitsClient()) {
      flow.clientArrived(socket);
    } else if (flow == null && judge != null) {
      if (!judged(socket, judge)) {
        counters.unclaimed();
        TcpSocket.close(socket);
      }
    } else {
      unclaimed(key, flow);
      TcpSocket.close(socket);
    }
  }

  /** A client that is reset because of this has nothing else that tells why. */
  private void unclaimed(FlowKey key, @Nullable Flow flow) {
    counters.unclaimed();
    if (lines.allows(now())) {
      LOG.info(
          "flow={} reset: accepted, but {}",
          key,
          flow == null ? "no flow waits for it" : "its flow has the state " + flow.state());
    }
  }

  /** A client that came without a queue; true if it is served. */
  private boolean judged(int socket, SynJudge judge) {
    Optional<AdmittedFlow> admitted = judge.judge(ByteBuffer.wrap(SocketOptions.savedSyn(socket)));
    if (admitted.isEmpty()) {
      return false;
    }
    if (flows.isFull()) {
      limited(admitted.get().key(), EndReason.TABLE_FULL);
      return false;
    }
    Quotas.Share share = quotas.shareOf(admitted.get());
    Optional<EndReason> limit = quotas.take(share, now());
    if (limit.isPresent()) {
      limited(admitted.get().key(), limit.get());
      return false;
    }
    if (!admitted.get().functions().retain()) {
      quotas.giveBack(share);
      return false;
    }
    Flow flow = new Flow(this, admitted.get(), share, null);
    flows.add(flow.key(), flow);
    counters.started();
    flow.beginWith(socket);
    return true;
  }

  private void tick() {
    long now = now();
    long late = now - lastTick - TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    counters.late(late);
    if (late > STANDSTILL_NANOS) {
      flows.snapshot().forEach(flow -> flow.stoodStill(late));
    }
    flows.snapshot().forEach(flow -> tick(flow, now));
    lastTick = now();
  }

  /** A function that may wait may start processes, too, at any time from now on. */
  void expectChildren() {
    if (children == null) {
      children = loop.expectChildren();
    }
  }

  private static void tick(Flow flow, long now) {
    try {
      flow.tick(now);
    } catch (RuntimeException e) {
      LOG.error("flow={} ends, because the clock could not be looked at", flow.key(), e);
      flow.abort(EndReason.INTERNAL_ERROR);
    }
  }

  /** Ends every flow whose client has not arrived yet: it will try again. Called on the loop. */
  void abortHandshakes(EndReason reason) {
    flows.handshakes().forEach(flow -> flow.abort(reason));
  }

  /** Ends every flow, for a stop that waits no longer. Called on the loop. */
  void abortAll(EndReason reason) {
    flows.snapshot().forEach(flow -> flow.abort(reason));
  }

  /** Ends one flow, if it is here. Called on the loop. */
  boolean kill(long number) {
    Optional<Flow> found =
        flows.snapshot().stream().filter(flow -> flow.number() == number).findFirst();
    found.ifPresent(flow -> flow.abort(EndReason.KILLED));
    return found.isPresent();
  }

  /** What this loop has and uses now. Called on the loop. */
  RelaySnapshot snapshot() {
    List<FlowReport> running = reports();
    return new RelaySnapshot(
        flows.size(),
        flows.capacity(),
        flows.handshakeCount(),
        flows.handshakeCapacity(),
        slots.inUse(),
        slots.all().size(),
        buffers.outstanding() + sharedBuffers.outstanding(),
        pipes.size(),
        tally.bytesWith(running),
        tally.functionsWith(running));
  }

  private List<FlowReport> reports() {
    return flows.snapshot().stream().map(flow -> flow.report(Optional.empty())).toList();
  }

  /**
   * Tells about the flows that pass a filter, and about the legs of no more than so many. Called on
   * the loop.
   */
  List<FlowReport> flows(Predicate<FlowReport> wanted, int most) {
    List<FlowReport> found = new ArrayList<>();
    for (Flow flow : flows.snapshot()) {
      FlowReport report = flow.report(Optional.empty());
      if (wanted.test(report)) {
        found.add(found.size() < most ? flow.withLegs(report) : report);
      }
    }
    return found;
  }

  /** Calls back once, when no flow is left. Called on the loop. */
  void whenEmpty(Runnable told) {
    whenEmpty = told;
    tellIfEmpty();
  }

  private void tellIfEmpty() {
    Runnable told = whenEmpty;
    if (told != null && flows.isEmpty()) {
      whenEmpty = null;
      told.run();
    }
  }

  // What flows ask of their loop.

  EventLoop loop() {
    return loop;
  }

  RelayCounters counters() {
    return counters;
  }

  LoopTally tally() {
    return tally;
  }

  /** No two flows of a process have the same; the remainder says whose loop it is. */
  long nextNumber() {
    return loop.index() + share * ++flowsMade;
  }

  /** Whether somebody wants to know of a flow that ends so. */
  boolean wants(long flow, EndReason reason) {
    return witness.wants(flow, reason);
  }

  /** Whether the kernel is asked about the legs of the flow that ends now, whoever wants it. */
  boolean isSample() {
    return flowsEnded % FLOWS_PER_SAMPLE == 0;
  }

  RelaySettings settings() {
    return settings;
  }

  /** A slot for this return path, if need be one that an old half-open handshake has to give up. */
  Slots.@Nullable Slot acquireSlot(@Nullable Srh path) {
    Slots.Slot slot = slots.acquire(path);
    if (slot != null) {
      return slot;
    }
    long now = now();
    flows.handshakes().stream()
        .filter(flow -> flow.blocksSlot(now))
        .forEach(flow -> flow.abort(EndReason.EVICTED));
    return slots.acquire(path);
  }

  BufferPool buffers() {
    return buffers;
  }

  BufferPool sharedBuffers() {
    return sharedBuffers;
  }

  PipePool pipes() {
    return pipes;
  }

  Workers workers() {
    return workers;
  }

  Block scratch() {
    return scratch;
  }

  ServerKnowledge servers() {
    return servers;
  }

  Neighbours neighbours() {
    return neighbours;
  }

  long now() {
    return System.nanoTime();
  }

  void later(long nanos, Runnable task) {
    loop.after(nanos, task);
  }

  /** What a listener hands on to all that it accepts. */
  static void prepareListener(int socket, RelaySettings settings) {
    prepareSocket(socket, settings);
    SocketOptions.noDelay(socket, true);
    watchForVanishing(socket, settings);
  }

  /** The time-outs of a peer that vanishes are for those that stay: {@link #lasts}. */
  void prepareOnward(int socket) {
    prepareSocket(socket, settings);
  }

  /**
   * The server learns that its client is there with the client's first bytes, which as a rule are
   * here in a moment; or else without, after once to twice {@link #FIRST_BYTES_NANOS}.
   */
  void acknowledgeSoon(Leg onward) {
    if (!acknowledging) {
      acknowledgeLater();
    }
    unacknowledged.add(onward);
  }

  private void acknowledgeLater() {
    later(FIRST_BYTES_NANOS, this::acknowledge);
    acknowledging = true;
  }

  private void acknowledge() {
    List<Leg> due = acknowledgedNext;
    due.forEach(Leg::acknowledge);
    due.clear();
    acknowledgedNext = unacknowledged;
    unacknowledged = due;
    acknowledging = false;
    if (!acknowledgedNext.isEmpty()) {
      acknowledgeLater();
    }
  }

  /** This onward leg is no short one: it is worth the calls that most do without. */
  void lasts(Leg onward) {
    watchForVanishing(onward.socket(), settings);
  }

  private static void watchForVanishing(int socket, RelaySettings settings) {
    if (settings.keepAlive().isPositive()) {
      keepAlive(socket, settings.keepAlive());
    }
    if (settings.userTimeout().isPositive()) {
      SocketOptions.userTimeout(socket, settings.userTimeout());
    }
  }

  private static void prepareSocket(int socket, RelaySettings settings) {
    SocketOptions.resetOnClose(socket, true);
    SocketOptions.urgentInline(socket);
    SocketOptions.mark(socket, settings.socketMark());
  }

  private static void keepAlive(int socket, Duration idle) {
    Duration interval = atLeastASecond(idle.dividedBy(KEEP_ALIVE_PROBES));
    SocketOptions.keepAlive(socket, idle, interval, KEEP_ALIVE_PROBES);
  }

  /** Asks a peer no more often than others. */
  void stopAsking(Leg leg) {
    if (settings.keepAlive().isPositive()) {
      keepAlive(leg.socket(), settings.keepAlive());
    } else {
      SocketOptions.noKeepAlive(leg.socket());
    }
  }

  private static Duration atLeastASecond(Duration duration) {
    return duration.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : duration;
  }

  /** The client of a flow is here: what its handshake held is free again. */
  void arrived(Flow flow) {
    flows.established(flow.key());
    newcomers.arrived();
    releaseSlot(flow);
    counters.established();
  }

  /** A flow whose client never came ends: the kernel forgets its half of the handshake too. */
  void forgetHandshake(Flow flow) {
    releaseSlot(flow);
    sockets.forgetHandshake(flow.key());
  }

  private void releaseSlot(Flow flow) {
    Slots.Slot slot = flow.slot();
    if (slot != null) {
      slots.release(slot);
    }
  }

  /**
   * @param report if anybody wants one
   */
  void closed(Flow flow, EndReason reason, @Nullable FlowReport report) {
    flowsEnded++;
    flow.sequence().ifPresent(it -> former.add(flow.key(), it));
    tally.remember(new EndedFlow(flow.number(), flow.key(), reason, now()));
    flows.remove(flow.key());
    flow.plan().functions().release();
    quotas.giveBack(flow.share());
    counters.ended(reason);
    if (judge != null) {
      loop.execute(() -> sockets.forgetTimeWait(flow.key())); // once its descriptor is closed
    }
    if (report != null) {
      tally.ended(report, reason);
      counters.legs(report);
      if (wants(flow.number(), reason)) {
        witness.ended(report);
      }
    }
    tellIfEmpty();
  }

  /** An older connection of the same four-tuple lingers at the server's side. */
  void forgetOnward(FlowKey key) {
    sockets.forgetOnward(key);
  }

  void report(String what, FlowKey flow, int errno) {
    LOG.warn("flow={} {} failed: {}", flow, what, Errno.name(errno));
  }

  /** A function has something to say; at most so many lines a second, from any thread. */
  void warn(FlowKey flow, String function, String message) {
    boolean allowed;
    synchronized (warnings) {
      allowed = warnings.allows(now());
    }
    if (allowed) {
      LOG.warn("flow={} function={} {}", flow, function, message);
    }
  }

  /** Gives the off-heap memory back, when no flow is left; the bytes that are missing. */
  long close() {
    long outstanding = buffers.outstanding() + sharedBuffers.outstanding();
    sockets.close();
    neighbours.close();
    pipes.close();
    buffers.close();
    sharedBuffers.close();
    scratch.free();
    return outstanding;
  }
}
