package org.srv6pipes.proxy.relay;

import static java.util.Collections.emptyIterator;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.function.Direction;
import org.srv6pipes.function.Effect;
import org.srv6pipes.function.FunctionException;
import org.srv6pipes.linux.LinuxException;
import org.srv6pipes.linux.SocketOptions;
import org.srv6pipes.linux.TcpInfo;
import org.srv6pipes.proxy.chain.BufferPool;
import org.srv6pipes.proxy.chain.Demand;
import org.srv6pipes.proxy.chain.FlowChains;
import org.srv6pipes.proxy.chain.FunctionDefect;
import org.srv6pipes.proxy.chain.PlannedFunction;
import org.srv6pipes.proxy.chain.Usage;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.FlowCommand;
import org.srv6pipes.proxy.flow.FlowCommand.AskClient;
import org.srv6pipes.proxy.flow.FlowCommand.CloseClean;
import org.srv6pipes.proxy.flow.FlowCommand.ConnectOnward;
import org.srv6pipes.proxy.flow.FlowCommand.DropRepeatedSyn;
import org.srv6pipes.proxy.flow.FlowCommand.FinishTowards;
import org.srv6pipes.proxy.flow.FlowCommand.RefuseSyn;
import org.srv6pipes.proxy.flow.FlowCommand.ReleaseRepeatedSyn;
import org.srv6pipes.proxy.flow.FlowCommand.ReleaseSyn;
import org.srv6pipes.proxy.flow.FlowCommand.ResetBoth;
import org.srv6pipes.proxy.flow.FlowCommand.StartRelay;
import org.srv6pipes.proxy.flow.FlowEvent;
import org.srv6pipes.proxy.flow.FlowEvent.Abort;
import org.srv6pipes.proxy.flow.FlowEvent.Admitted;
import org.srv6pipes.proxy.flow.FlowEvent.AdmittedOnArrival;
import org.srv6pipes.proxy.flow.FlowEvent.ClientArrived;
import org.srv6pipes.proxy.flow.FlowEvent.DirectionDone;
import org.srv6pipes.proxy.flow.FlowEvent.LegReset;
import org.srv6pipes.proxy.flow.FlowEvent.OnwardFailed;
import org.srv6pipes.proxy.flow.FlowEvent.OnwardUp;
import org.srv6pipes.proxy.flow.FlowEvent.SynRepeated;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FlowReport.Carrier;
import org.srv6pipes.proxy.flow.FlowReport.DirectionReport;
import org.srv6pipes.proxy.flow.FlowReport.FunctionReport;
import org.srv6pipes.proxy.flow.HeldSyn;
import org.srv6pipes.proxy.flow.Lifecycle;
import org.srv6pipes.proxy.flow.Quotas;
import org.srv6pipes.proxy.flow.Side;
import org.srv6pipes.wire.FlowKey;

/**
 * One flow on its loop: turns what the kernel says into events of its {@link Lifecycle}, and the
 * commands that come back into system calls. Lives on one thread.
 */
final class Flow {

  private static final Logger LOG = LoggerFactory.getLogger("flow");

  /** A client that begins anew after so long does not want its last handshake any more. */
  private static final long GIVEN_UP_NANOS = 1_000_000_000;

  /** From so long on a flow is no short one. */
  private static final long LASTS_NANOS = 500_000_000;

  private final RelayLoop relay;
  private final AdmittedFlow plan;
  private final Quotas.Share share;
  private final Lifecycle life = new Lifecycle();
  private final long number;
  private final long began;

  private OptionalInt sequence;
  private @Nullable HeldSyn syn;
  private @Nullable HeldSyn repeatedSyn;
  private Slots.@Nullable Slot slot;
  private @Nullable OnwardConnect connect;
  private @Nullable Leg client;
  private @Nullable Leg server;
  private @Nullable Pump forward;
  private @Nullable Pump back;
  private long stateSince;
  private long bytesSeen;
  private boolean turnQueued;
  private boolean functionsBegan;
  private long connectBegan;
  private @Nullable Duration connectTime;
  private boolean askingClient;
  private boolean lasts;

  /**
   * @param share of the quotas, which was taken for it
   * @param syn that waits for its verdict; null if the kernel has accepted the client already
   */
  Flow(RelayLoop relay, AdmittedFlow plan, Quotas.Share share, @Nullable HeldSyn syn) {
    this.relay = relay;
    this.plan = plan;
    this.share = share;
    this.syn = syn;
    this.sequence = syn == null ? OptionalInt.empty() : OptionalInt.of(syn.sequence());
    this.number = relay.nextNumber();
    this.began = relay.now();
    this.stateSince = began;
  }

  FlowKey key() {
    return plan.key();
  }

  Quotas.Share share() {
    return share;
  }

  /** By which the operator names it. */
  long number() {
    return number;
  }

  /** Of the last SYN that was let go, once a connection stood: a copy of it means nothing then. */
  OptionalInt sequence() {
    return functionsBegan ? sequence : OptionalInt.empty();
  }

  AdmittedFlow plan() {
    return plan;
  }

  Lifecycle.State state() {
    return life.state();
  }

  void begin() {
    on(new Admitted(plan.handshake()));
  }

  /** Begins with a client that has been accepted already. */
  void beginWith(int socket) {
    client = Leg.accepted(socket);
    client.watch(relay.loop());
    relay.arrived(this);
    on(new AdmittedOnArrival());
  }

  /**
   * Whether the client has closed what it began, and begins anew. What stands towards the server
   * was made for the one that is no more, and may not live much longer.
   */
  boolean isGivenUpFor(HeldSyn next) {
    boolean old = relay.now() - stateSince > GIVEN_UP_NANOS || (server != null && server.isOver());
    return isBeforeArrival() && !isCopy(next) && old;
  }

  private boolean isBeforeArrival() {
    return life.state() == Lifecycle.State.HELD || awaitsClient();
  }

  private boolean isCopy(HeldSyn again) {
    return sequence.isPresent() && sequence.getAsInt() == again.sequence();
  }

  /**
   * @param asked what that SYN asks for. A newer one that asks for something else has to come again
   *     until the handshake of the last is {@linkplain #isGivenUpFor given up}
   */
  void synRepeated(AdmittedFlow asked, HeldSyn again) {
    if (isBeforeArrival() && !isCopy(again) && !plan.equals(asked)) {
      again.drop();
    } else if (syn != null && !isCopy(again)) {
      syn.drop();
      syn = again;
      sequence = OptionalInt.of(again.sequence());
    } else {
      repeatedSyn = again;
      on(new SynRepeated());
    }
  }

  /** The listener accepted the client's connection. */
  void clientArrived(int socket) {
    client = Leg.accepted(socket);
    client.watch(relay.loop());
    relay.arrived(this);
    on(new ClientArrived());
  }

  boolean awaitsClient() {
    return life.state() == Lifecycle.State.RELEASED || life.state() == Lifecycle.State.ANSWERED;
  }

  void abort(EndReason reason) {
    on(new Abort(reason));
  }

  /** Looks at the clock; called several times a second. */
  void tick(long now) {
    long inState = now - stateSince;
    switch (life.state()) {
      case HELD, CONNECTING -> {
        if (inState > relay.settings().connectTimeout().toNanos()) {
          onwardTimedOut();
        } else if (connect != null) {
          connect.tick(now);
        }
      }
      case RELEASED, ANSWERED -> {
        if (inState > relay.settings().arrivalTimeout().toNanos()) {
          abort(EndReason.CLIENT_NEVER_ARRIVED);
        }
      }
      case RELAYING -> tickRelaying(now);
      case NEW, CLOSED -> {}
    }
  }

  /** For so long nothing could happen to it, and it does not count. */
  void stoodStill(long nanos) {
    stateSince = Math.min(relay.now(), stateSince + nanos);
  }

  private void onwardTimedOut() {
    relay.counters().connectFailed(EndReason.ONWARD_TIMED_OUT);
    on(new OnwardFailed(EndReason.ONWARD_TIMED_OUT));
  }

  private void tickRelaying(long now) {
    if (!lasts && now - began > LASTS_NANOS) {
      lasts = true;
      relay.lasts(leg(Side.SERVER));
    }
    long bytes = bytesIn(forward) + bytesIn(back) + bytesOut(forward) + bytesOut(back);
    if (bytes != bytesSeen) {
      bytesSeen = bytes;
      stateSince = now;
    } else if (now - stateSince > relay.settings().idleTimeout().toNanos()) {
      abort(EndReason.IDLE_TIMED_OUT);
    } else if (life.halfClosed()
        && now - stateSince > relay.settings().halfClosedTimeout().toNanos()) {
      abort(EndReason.HALF_CLOSED_TIMED_OUT);
    }
  }

  private void on(FlowEvent event) {
    Lifecycle.State before = life.state();
    List<FlowCommand> commands = life.on(event);
    if (life.state() != before) {
      stateSince = relay.now();
    }
    commands.forEach(this::perform);
  }

  private void perform(FlowCommand command) {
    switch (command) {
      case ConnectOnward _ -> connectOnward();
      case ReleaseSyn _ -> releaseSyn();
      case ReleaseRepeatedSyn _ -> releaseRepeatedSyn();
      case DropRepeatedSyn _ -> dropRepeatedSyn();
      case AskClient _ -> askClient();
      case RefuseSyn refuse -> refuseSyn(refuse.reason());
      case StartRelay _ -> startRelay();
      case FinishTowards finish -> leg(finish.side()).finish();
      case CloseClean close -> close(close.reason(), true);
      case ResetBoth reset -> close(reset.reason(), false);
    }
  }

  private void connectOnward() {
    connectBegan = relay.now();
    connect = new OnwardConnect(relay, plan, this::onwardConnected, this::onwardFailed);
    connect.start();
  }

  private void onwardConnected(Leg leg) {
    connect = null;
    server = leg;
    connectTime = Duration.ofNanos(relay.now() - connectBegan);
    relay.counters().connected(connectTime);
    on(new OnwardUp());
  }

  private void onwardFailed(EndReason reason) {
    connect = null;
    relay.counters().connectFailed(reason);
    on(new OnwardFailed(reason));
  }

  private void releaseSyn() {
    slot = relay.acquireSlot(plan.answer());
    HeldSyn held = syn;
    if (slot != null && held != null) {
      syn = null;
      held.release(slot.mark());
    } else if (relay.now() - stateSince > RelayLoop.SLOT_WAIT_NANOS) {
      abort(EndReason.NO_RETURN_SLOT);
    } else {
      relay.later(RelayLoop.SLOT_RETRY_NANOS, this::retryRelease);
    }
  }

  private void retryRelease() {
    if (awaitsClient()) {
      releaseSyn();
    }
  }

  private void releaseRepeatedSyn() {
    HeldSyn again = repeatedSyn;
    repeatedSyn = null;
    if (again == null) {
      return;
    }
    if (slot == null) {
      again.drop();
    } else {
      again.release(slot.mark());
      if (!isCopy(again)) {
        sequence = OptionalInt.of(again.sequence());
        stateSince = relay.now();
      }
    }
  }

  private void dropRepeatedSyn() {
    if (repeatedSyn != null) {
      repeatedSyn.drop();
      repeatedSyn = null;
    }
  }

  private void askClient() {
    if (!askingClient) {
      askingClient = true;
      leg(Side.CLIENT).askIfThere();
      relay.later(RelayLoop.ASK_CLIENT_NANOS, this::stopAsking);
    }
  }

  private void stopAsking() {
    askingClient = false;
    if (life.state() != Lifecycle.State.CLOSED) {
      relay.stopAsking(leg(Side.CLIENT));
    }
  }

  private void refuseSyn(EndReason reason) {
    if (syn != null) {
      syn.refuse(reason);
      syn = null;
    }
  }

  private Leg leg(Side side) {
    Leg leg = side == Side.CLIENT ? client : server;
    if (leg == null) {
      throw new IllegalStateException("no leg towards the " + side + " in state " + life.state());
    }
    return leg;
  }

  private void startRelay() {
    Leg clientLeg = leg(Side.CLIENT);
    Leg serverLeg = leg(Side.SERVER);
    functionsBegan = true;
    relay.tally().started(plan);
    try {
      forward = pump(clientLeg, serverLeg, Direction.FORWARD, plan.forward());
      back = pump(serverLeg, clientLeg, Direction.RETURN, plan.back());
    } catch (FunctionException | RuntimeException | LinkageError | VirtualMachineError e) {
      functionFailed(Direction.FORWARD, e);
      return;
    }
    clientLeg.whenReady(this::run);
    serverLeg.whenReady(this::run);
    run();
    relay.acknowledgeSoon(serverLeg);
  }

  private Pump pump(Leg from, Leg to, Direction direction, List<PlannedFunction> functions)
      throws FunctionException {
    return switch (Demand.of(functions)) {
      case NOTHING ->
          new SplicePump(
              from,
              to,
              relay.pipes(),
              relay.buffers(),
              relay.scratch(),
              maker(functions, direction, relay.buffers()));
      case LIGHT ->
          new DirectPump(
              from,
              to,
              relay.buffers(),
              relay.scratch(),
              maker(functions, direction, relay.buffers()));
      case HEAVY -> offloaded(from, to, relay.workers().heavy(), functions, direction);
      case BLOCKING -> {
        relay.expectChildren();
        yield offloaded(from, to, relay.workers().blocking(), functions, direction);
      }
    };
  }

  private Pump offloaded(
      Leg from, Leg to, Executor worker, List<PlannedFunction> functions, Direction direction)
      throws FunctionException {
    return new OffloadedPump(
        from,
        to,
        worker,
        relay.loop(),
        this::run,
        relay.sharedBuffers(),
        plan.functions(),
        Demand.lightUpTo(functions),
        maker(functions, direction, relay.sharedBuffers()));
  }

  private ChainMaker maker(
      List<PlannedFunction> functions, Direction direction, BufferPool buffers) {
    FlowChains.Site site =
        new FlowChains.Site(
            plan.key(), direction, buffers, new FlowServices(relay, this, direction));
    return outlet -> FlowChains.make(functions, site, outlet);
  }

  /** A function of this flow asked to be woken, or its alarm went off. */
  void wake(Direction direction, int stage) {
    Pump pump = direction == Direction.FORWARD ? forward : back;
    if (life.state() == Lifecycle.State.RELAYING && pump != null) {
      pump.wake(stage);
      run();
    }
  }

  /** Gives both directions a turn. */
  private void run() {
    boolean busy = run(Direction.FORWARD, forward);
    busy |= run(Direction.RETURN, back);
    if (busy && !turnQueued) {
      turnQueued = true;
      relay.loop().nextRound(this::nextTurn);
    }
  }

  private void nextTurn() {
    turnQueued = false;
    run();
  }

  private boolean run(Direction direction, @Nullable Pump pump) {
    if (pump == null || life.state() != Lifecycle.State.RELAYING) {
      return false;
    }
    Side sender = direction == Direction.FORWARD ? Side.CLIENT : Side.SERVER;
    try {
      switch (pump.run()) {
        case BUSY -> {
          return true;
        }
        case IDLE -> {}
        case FINISHED -> on(new DirectionDone(direction));
        case INPUT_DIED -> died(sender);
        case OUTPUT_DIED -> died(sender.other());
      }
    } catch (FunctionException | RuntimeException | LinkageError | VirtualMachineError e) {
      functionFailed(direction, e);
    }
    return false;
  }

  private void died(Side side) {
    if (leg(side).timedOut()) {
      abort(side == Side.CLIENT ? EndReason.CLIENT_VANISHED : EndReason.SERVER_VANISHED);
    } else {
      on(new LegReset(side));
    }
  }

  private void functionFailed(Direction direction, Throwable e) {
    LOG.warn(
        "flow={} direction={} function failed: {}", key(), direction, e.getMessage(), cause(e));
    abort(EndReason.FUNCTION_FAILED);
  }

  /**
   * A reason that a function gives speaks for itself; anything else is a defect, with its trace.
   */
  private static @Nullable Throwable cause(Throwable e) {
    return e instanceof FunctionException && !(e instanceof FunctionDefect) ? null : e;
  }

  private void close(EndReason reason, boolean clean) {
    FlowReport report = functionsBegan || relay.wants(number, reason) ? report(reason) : null;
    refuseSyn(reason);
    dropRepeatedSyn();
    if (connect != null) {
      connect.cancel();
      connect = null;
    }
    closeLeg(client, clean);
    closeLeg(server, clean);
    closePump(forward);
    closePump(back);
    if (slot != null && client == null) {
      relay.forgetHandshake(this);
    }
    relay.closed(this, reason, report);
  }

  private void closeLeg(@Nullable Leg leg, boolean clean) {
    try {
      if (leg != null && clean) {
        leg.closeClean();
      } else if (leg != null) {
        leg.reset();
      }
    } catch (LinuxException e) {
      LOG.error("flow={} close failed", key(), e);
    }
  }

  private static void closePump(@Nullable Pump pump) {
    if (pump != null) {
      pump.close();
    }
  }

  /** Whether it has kept a return path for so long that others may have it. */
  boolean blocksSlot(long now) {
    return awaitsClient()
        && slot != null
        && !slot.isDirect()
        && now - stateSince > RelayLoop.CONTENDED_HANDSHAKE_NANOS;
  }

  Slots.@Nullable Slot slot() {
    return slot;
  }

  private FlowReport report(EndReason reason) {
    FlowReport report = report(Optional.of(reason));
    return relay.wants(number, reason) || relay.isSample() ? withLegs(report) : report;
  }

  /** What can be told without a system call. */
  FlowReport report(Optional<EndReason> end) {
    return new FlowReport(
        number,
        plan,
        life.state(),
        end,
        Duration.ofNanos(relay.now() - began),
        Optional.ofNullable(connectTime),
        report(forward, plan.forward()),
        report(back, plan.back()),
        Optional.empty(),
        Optional.empty());
  }

  /** With what the kernel knows about both legs. */
  FlowReport withLegs(FlowReport report) {
    return report.withLegs(info(client), info(server));
  }

  private static Optional<TcpInfo> info(@Nullable Leg leg) {
    return Optional.ofNullable(leg).map(it -> SocketOptions.info(it.socket()));
  }

  private DirectionReport report(@Nullable Pump pump, List<PlannedFunction> planned) {
    if (!functionsBegan) {
      return DirectionReport.NOTHING;
    }
    return new DirectionReport(
        pump == null ? Carrier.NONE : pump.carrier(),
        bytesIn(pump),
        bytesOut(pump),
        functions(pump, planned));
  }

  /** Functions that do nothing are left out of a chain; they let through what comes. */
  private static List<FunctionReport> functions(
      @Nullable Pump pump, List<PlannedFunction> planned) {
    Iterator<Usage> usages = pump == null ? emptyIterator() : pump.usages().iterator();
    List<FunctionReport> reports = new ArrayList<>(planned.size());
    long bytes = bytesIn(pump);
    for (PlannedFunction function : planned) {
      if (function.plan().traits().effect() == Effect.NONE || !usages.hasNext()) {
        reports.add(new FunctionReport(function, bytes, bytes, 0, Map.of()));
      } else {
        Usage usage = usages.next();
        bytes = usage.bytesOut();
        reports.add(
            new FunctionReport(function, usage.bytesIn(), bytes, usage.nanos(), usage.notes()));
      }
    }
    return reports;
  }

  private static long bytesIn(@Nullable Pump pump) {
    return pump == null ? 0 : pump.bytesIn();
  }

  private static long bytesOut(@Nullable Pump pump) {
    return pump == null ? 0 : pump.bytesOut();
  }
}
