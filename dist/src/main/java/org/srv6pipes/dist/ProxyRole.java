package org.srv6pipes.dist;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.srv6pipes.linux.Limits;
import org.srv6pipes.linux.ProcessIdentity;
import org.srv6pipes.proxy.Proxy;
import org.srv6pipes.proxy.ProxyConfig;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.chain.PluginException;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.relay.EventLoop;
import org.srv6pipes.proxy.relay.Relay;
import org.srv6pipes.proxy.relay.RelayCounters;
import org.srv6pipes.proxy.syn.Edge;
import org.srv6pipes.rules.Allocation;
import org.srv6pipes.rules.Allocation.Needs;
import org.srv6pipes.rules.Announcement;
import org.srv6pipes.rules.Difference;
import org.srv6pipes.rules.HostPlan;
import org.srv6pipes.rules.HostRules;
import org.srv6pipes.rules.RulesException;
import org.srv6pipes.service.Pulse;
import org.srv6pipes.service.Watchdog;
import org.srv6pipes.service.admin.AdminException;
import org.srv6pipes.service.config.Config;
import org.srv6pipes.service.config.ConfigException;
import org.srv6pipes.service.config.ValueTypes;
import org.srv6pipes.wire.Ipv6Prefix;

/**
 * The proxy role as a process: numbers of the host, the proxy on them, rules around it; and all of
 * it back.
 */
public final class ProxyRole {

  private static final Logger LOG = LoggerFactory.getLogger(ProxyRole.class);

  /** Descriptors of the program itself: jars, epoll, netlink, listeners, logs. */
  private static final int OWN_DESCRIPTORS = 128;

  private static final int DESCRIPTORS_PER_FLOW = 2;

  /** Long enough for a SYN to come through the queue of a busy machine. */
  private static final Duration CAPTURED = Duration.ofSeconds(1);

  /** Each process has its own memory of what goes past it. */
  private static final String OPEN =
      "functions fail open, and what goes past one process would not go past the other";

  private final HostRules rules;
  private volatile Allocation numbers;
  private final Proxy proxy;
  private final ConnectionLogs connectionLogs;
  private final Optional<Beginning> beginning;
  private final long began = System.nanoTime();
  private ProxyConfig config;
  private FunctionTable functions;
  private volatile boolean draining;
  private @Nullable Succession succession;
  private @Nullable Announcement announcement;
  private @Nullable Watchdog watchdog;
  private List<Ipv6Prefix> announced = List.of();

  private ProxyRole(
      ProxyConfig config,
      FunctionTable functions,
      HostRules rules,
      Allocation numbers,
      Proxy proxy,
      ConnectionLogs connectionLogs,
      Optional<Beginning> beginning) {
    this.beginning = beginning;
    this.config = config;
    this.functions = functions;
    this.rules = rules;
    this.numbers = numbers;
    this.proxy = proxy;
    this.connectionLogs = connectionLogs;
  }

  /** Connections without segments from these interfaces may begin their chain here. */
  public record Beginning(List<String> interfaces, Edge edge) {}

  /**
   * Starts to serve in front of a process of the same instance.
   *
   * @throws AdminException if that cannot be
   */
  static ProxyRole startInFront(Config<ProxyConfig> file)
      throws ConfigException, PluginException, AdminException {
    try (FunctionTable functions = Functions.of(file)) {
      if (!functions.open().isEmpty()) {
        throw new AdminException(OPEN);
      }
    }
    return start(file);
  }

  /** Starts to serve. When this returns, a connection would be served. */
  public static ProxyRole start(Config<ProxyConfig> file) throws ConfigException, PluginException {
    return start(file, Optional.empty());
  }

  /** The same, also for connections that come without segments, if there are any. */
  public static ProxyRole start(Config<ProxyConfig> file, Optional<Beginning> beginning)
      throws ConfigException, PluginException {
    HostRole.PROXY.requireCapabilities();
    ProxyConfig config = file.value();
    FunctionTable functions = Functions.of(file);
    ConnectionLogs connectionLogs = ConnectionLogs.open(file);
    HostRules rules = HostRules.open(HostFolders.STATE);
    Allocation numbers = numbers(config, functions, rules);
    Proxy proxy;
    try {
      proxy =
          Proxy.start(
              config,
              maxConnections(config, numbers.slots()),
              functions,
              allotment(config, numbers),
              connectionLogs,
              beginning.map(Beginning::edge));
    } catch (RuntimeException e) {
      giveUp(config, functions, numbers, rules);
      throw e;
    }
    ProxyRole role =
        new ProxyRole(config, functions, rules, numbers, proxy, connectionLogs, beginning);
    try {
      role.applyRules(config, functions);
      role.announce(config);
      role.watch(config.watchdog());
    } catch (RuntimeException e) {
      role.stopAtOnce();
      throw e;
    }
    return role;
  }

  private static Allocation numbers(ProxyConfig config, FunctionTable functions, HostRules rules) {
    return switch (config.rules()) {
      case AUTO ->
          functions.open().isEmpty()
              ? rules.allocate(config.instance(), needs(config))
              : rules.takeOver(config.instance(), needs(config));
      case MANUAL -> {
        Allocation numbers = givenNumbers(config);
        rules.reserve(numbers);
        yield numbers;
      }
    };
  }

  /** The numbers by which somebody else makes this proxy's rules. */
  static Allocation givenNumbers(ProxyConfig config) {
    Needs needs = needs(config);
    return new Allocation(config.instance(), config.index(), needs.queues(), needs.slots());
  }

  static Needs needs(ProxyConfig config) {
    return new Needs(config.queueCount(), config.loopCount() * config.slotsPerLoop());
  }

  private static void takeBack(ProxyConfig config, Allocation numbers, HostRules rules) {
    switch (config.rules()) {
      case AUTO -> rules.remove(numbers.instance());
      case MANUAL -> rules.leave(numbers.instance());
    }
  }

  /** What goes past a proxy that was killed goes on when its successor cannot start. */
  private static void giveUp(
      ProxyConfig config, FunctionTable functions, Allocation numbers, HostRules rules) {
    if (functions.open().isEmpty()) {
      takeBack(config, numbers, rules);
    } else {
      rules.leave(numbers.instance());
    }
  }

  /**
   * New flows are judged by another configuration and run other functions; those there are go on
   * with theirs.
   *
   * @throws ConfigException if it changes what only a start can change, or functions that cannot be
   *     had; then nothing has changed
   */
  public synchronized void reload(Config<ProxyConfig> file)
      throws ConfigException, PluginException {
    refuseWhatNeedsAStart(file);
    refuseDuringHandOver();
    FunctionTable newFunctions = Functions.of(file);
    refuseLoss(newFunctions);
    connectionLogs.reopen(file);
    applyRules(file.value(), newFunctions);
    announce(file.value());
    proxy.judgeBy(file.value(), newFunctions);
    functions.close();
    functions = newFunctions;
    config = file.value();
  }

  /** At a start connections go past what is not there; a reload keeps what is. */
  private void refuseLoss(FunctionTable next) throws PluginException {
    for (String name : next.absent()) {
      if (functions.byName(name).isPresent()) {
        next.close();
        throw new PluginException("function " + name + " is there, and could not be loaded again");
      }
    }
  }

  private void refuseDuringHandOver() {
    if (succession != null) {
      throw new RulesException("another process takes over; it has read the file itself");
    }
  }

  private void refuseWhatNeedsAStart(Config<ProxyConfig> file) throws ConfigException {
    ProxyConfig next = file.value();
    Map<String, Boolean> same = new LinkedHashMap<>();
    same.put("instance", next.instance().equals(config.instance()));
    same.put("loops", next.loopCount() == config.loopCount());
    same.put("slots", next.slotsPerLoop() == config.slotsPerLoop());
    same.put("capture", next.capture() == config.capture());
    same.put("queue-length", next.queueLength() == config.queueLength());
    same.put("admin", next.admin().equals(config.admin()));
    same.put("share", next.share().equals(config.share()));
    same.put("peers", next.peers().equals(config.peers()));
    same.put("watchdog", next.watchdog().equals(config.watchdog()));
    same.put("limits", next.limits().equals(config.limits()));
    same.put("rules", next.rules() == config.rules());
    same.put("index", next.index() == config.index());
    file.refuseWhatNeedsAStart(same);
  }

  private void applyRules(ProxyConfig wanted, FunctionTable itsFunctions) {
    List<String> edge = beginning.map(Beginning::interfaces).orElse(List.of());
    HostPlan plan = ProxyRules.plan(wanted, numbers, itsFunctions.open(), rules.interfaces(), edge);
    try (EventLoop.Expectation _ = proxy.expectChildren()) {
      switch (wanted.rules()) {
        case AUTO -> rules.apply(plan);
        case MANUAL -> lookFor(plan);
      }
    }
  }

  /** Whoever makes the rules may be about to. */
  private void lookFor(HostPlan plan) {
    try {
      List<Difference> differences = rules.diff(plan);
      if (!differences.isEmpty()) {
        LOG.warn(
            "the host is not as rules = \"manual\" leaves it to others to make it: srv6pipes rules"
                + " diff shows {} lines, the first of them: {}",
            differences.size(),
            differences.getFirst());
      }
    } catch (RulesException e) {
      LOG.warn("whether the rules are there cannot be seen: {}", e.getMessage());
    }
  }

  /** Routes are withdrawn and made anew only where they change. */
  private void announce(ProxyConfig wanted) {
    List<Ipv6Prefix> prefixes = wanted.announce().isPresent() ? wanted.sidPrefixes() : List.of();
    if (prefixes.equals(announced)) {
      return;
    }
    withdraw();
    if (!prefixes.isEmpty()) {
      announcement = Announcement.of(numbers, prefixes);
      announced = prefixes;
    }
  }

  private void withdraw() {
    if (announcement != null) {
      announcement.close();
    }
    announcement = null;
    announced = List.of();
  }

  /** Routers need a moment until they send new connections elsewhere. */
  private void withdrawInTime() throws InterruptedException {
    if (announcement != null) {
      withdraw();
      Duration hold = config.announce().orElse(Duration.ZERO);
      LOG.info("withdrawn; new connections are taken for {} more", ValueTypes.printDuration(hold));
      boolean never = new CountDownLatch(1).await(hold.toNanos(), TimeUnit.NANOSECONDS);
      assert !never;
    }
  }

  private void watch(Duration patience) {
    if (patience.isPositive()) {
      List<Pulse> pulses = proxy.pulses(Watchdog.beatInterval(patience));
      watchdog = Watchdog.start(patience, pulses, new EndOfProcess());
    }
  }

  /**
   * Another process begins to take over. If it ends before {@link #handOver}, this one goes on as
   * if nothing had been.
   *
   * @throws AdminException if that is not possible
   */
  public synchronized void beginHandOver(ProcessIdentity successor) throws AdminException {
    if (draining) {
      throw new AdminException("it is stopping");
    }
    if (config.rules() == ProxyConfig.Rules.MANUAL) {
      throw new AdminException("its rules are made by somebody else, by its numbers");
    }
    if (!functions.open().isEmpty()) {
      throw new AdminException(OPEN);
    }
    if (succession != null) {
      throw new AdminException("process " + succession.successor().pid() + " takes over already");
    }
    try (EventLoop.Expectation _ = proxy.expectChildren()) {
      numbers = rules.stepAside(numbers);
    }
    succession = Succession.watch(successor, this::keep);
    LOG.info("process {} is about to take over", successor.pid());
  }

  /** The process that was to take over is no more. */
  private synchronized void keep() {
    succession = null;
    try (EventLoop.Expectation _ = proxy.expectChildren()) {
      numbers = rules.stepBack(numbers, config.instance());
      withdraw();
      announce(config);
      LOG.warn("the process that was to take over has ended; this one goes on");
    } catch (RulesException e) {
      LOG.error("the process that was to take over has ended; this one goes on", e);
    }
  }

  /**
   * The other process serves new connections: those that are here get their time, and then this
   * role can be stopped.
   *
   * @throws AdminException if there is no such process any more
   */
  public synchronized void handOver(ProcessIdentity successor) throws AdminException {
    if (succession == null || !succession.successor().equals(successor) || !succession.end()) {
      throw new AdminException("this process has not begun to take over");
    }
    draining = true;
    withdraw();
    LOG.info("process {} has taken over", successor.pid());
  }

  public Proxy proxy() {
    return proxy;
  }

  public synchronized ProxyConfig config() {
    return config;
  }

  public synchronized FunctionTable functions() {
    return functions;
  }

  /** Whether it has been asked to stop. */
  public boolean isDraining() {
    return draining;
  }

  /** For how long it has been there. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** The slots of each loop, and the queues, under the numbers that the host gave. */
  private static Proxy.Allotment allotment(ProxyConfig config, Allocation numbers) {
    int perLoop = config.slotsPerLoop();
    List<List<Relay.SlotPort>> slots = new ArrayList<>();
    for (int loop = 0; loop < config.loopCount(); loop++) {
      int first = loop * perLoop;
      slots.add(
          IntStream.range(first, first + perLoop)
              .mapToObj(slot -> new Relay.SlotPort(numbers.slotMark(slot), numbers.port(slot)))
              .toList());
    }
    List<Integer> queues =
        IntStream.range(0, config.queueCount()).mapToObj(numbers::queue).toList();
    return new Proxy.Allotment(queues, slots, numbers.socketMark(), numbers.bypassMark());
  }

  private static int maxConnections(ProxyConfig config, int slots) {
    long files = Limits.raiseOpenFiles();
    int possible = (int) Math.max(1, (files - OWN_DESCRIPTORS - slots) / DESCRIPTORS_PER_FLOW);
    if (config.maxConnections() == 0) {
      LOG.info("max-connections={} because {} files may be open", possible, files);
      return possible;
    }
    if (config.maxConnections() > possible) {
      LOG.warn(
          "max-connections={} needs {} open files and {} are allowed: raise the limit"
              + " (LimitNOFILE=, ulimit -n); serving {}",
          config.maxConnections(),
          config.maxConnections() * (long) DESCRIPTORS_PER_FLOW + OWN_DESCRIPTORS,
          files,
          possible);
    }
    return Math.min(config.maxConnections(), possible);
  }

  /** What is served, on one line. */
  public String readyLine() {
    return "ready prefixes=%s functions=%s queues=%s instance=%s"
        .formatted(
            config.sidPrefixes().stream().map(Object::toString).collect(Collectors.joining(",")),
            functions.entries().stream()
                .map(FunctionTable.Entry::name)
                .collect(Collectors.joining(",")),
            queues(),
            config.instance());
  }

  private String queues() {
    return switch (config.queueCount()) {
      case 0 -> "none";
      case 1 -> String.valueOf(numbers.queue(0));
      default -> numbers.queue(0) + "-" + numbers.queue(config.queueCount() - 1);
    };
  }

  /**
   * Stops: no new flows, those there are get their time, then everything goes back to how it was.
   */
  public void stop() throws InterruptedException {
    boolean handedOver = draining;
    if (handedOver) {
      awaitWhatWasCaptured();
    } else {
      withdrawInTime();
      draining = true;
      proxy.stopAdmitting();
    }
    boolean finished = proxy.drain(config);
    if (watchdog != null) {
      watchdog.close();
    }
    if (!finished) {
      LOG.warn(
          "{} connections did not finish within drain={} and are reset",
          proxy.flowCounts().open(),
          ValueTypes.printDuration(config.timeouts().drain()));
    }
    if (!handedOver && config.atStop() == ProxyConfig.AtStop.KEEP) {
      giveUp(config, functions, numbers, rules);
    } else {
      takeBack(config, numbers, rules);
    }
    RelayCounters.Snapshot counts = proxy.flowCounts();
    long bufferBytes = proxy.stop();
    LOG.info(
        "stopped flows={} finished={} open={} buffer-bytes={}",
        counts.started(),
        counts.ended().get(EndReason.FINISHED),
        counts.open(),
        bufferBytes);
    functions.close();
  }

  /** The SYNs that had come before the other process took over are not sent to it. */
  private static void awaitWhatWasCaptured() throws InterruptedException {
    boolean never = new CountDownLatch(1).await(CAPTURED.toNanos(), TimeUnit.NANOSECONDS);
    assert !never;
  }

  /** Without time for anybody: whoever is before it on the host serves from now on. */
  public void stopAtOnce() {
    try {
      withdraw();
      giveUp(config, functions, numbers, rules);
      proxy.stop();
    } catch (RuntimeException e) {
      LOG.error("could not take everything back", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
