package org.srv6pipes.proxy;

import io.netty.channel.epoll.Epoll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.srv6pipes.linux.Limits;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.NfQueueCounters;
import org.srv6pipes.linux.NfQueueOptions;
import org.srv6pipes.linux.RawIpv6;
import org.srv6pipes.proxy.chain.FunctionTable;
import org.srv6pipes.proxy.flow.EndedFlow;
import org.srv6pipes.proxy.flow.FlowReport;
import org.srv6pipes.proxy.flow.FlowWitness;
import org.srv6pipes.proxy.flow.Quotas;
import org.srv6pipes.proxy.relay.EventLoop;
import org.srv6pipes.proxy.relay.EventLoops;
import org.srv6pipes.proxy.relay.Relay;
import org.srv6pipes.proxy.relay.RelayCounters;
import org.srv6pipes.proxy.relay.RelaySettings;
import org.srv6pipes.proxy.relay.RelaySnapshot;
import org.srv6pipes.proxy.syn.Admission;
import org.srv6pipes.proxy.syn.AdmissionPolicy;
import org.srv6pipes.proxy.syn.Edge;
import org.srv6pipes.proxy.syn.Refuser;
import org.srv6pipes.proxy.syn.SavedSynJudge;
import org.srv6pipes.proxy.syn.SynCapture;
import org.srv6pipes.proxy.syn.SynCounters;
import org.srv6pipes.service.Pulse;
import org.srv6pipes.wire.WireOptions;

/**
 * A running proxy: queues, admission, relay, put together. The host's rules are not its business:
 * whoever starts it puts them in place when it stands, and takes them away before it stops.
 */
public final class Proxy {

  /**
   * What this proxy was given of its host.
   *
   * @param queues NFQUEUE numbers, one for each loop, or none
   * @param slots listeners, by loop
   * @param socketMark the mark of its sockets
   * @param bypassMark the mark of a SYN that goes past the proxy
   */
  public record Allotment(
      List<Integer> queues, List<List<Relay.SlotPort>> slots, int socketMark, int bypassMark) {}

  private final EventLoops loops;
  private final Relay relay;
  private final List<NfQueue> queues;
  private final RawIpv6 raw;
  private final OwnHost host;
  private final SynCounters synCounters;
  private final AtomicReference<Admission> admission;
  private final Optional<Edge> edge;

  private Proxy(
      EventLoops loops,
      Relay relay,
      List<NfQueue> queues,
      RawIpv6 raw,
      OwnHost host,
      SynCounters synCounters,
      AtomicReference<Admission> admission,
      Optional<Edge> edge) {
    this.edge = edge;
    this.loops = loops;
    this.relay = relay;
    this.queues = queues;
    this.raw = raw;
    this.host = host;
    this.synCounters = synCounters;
    this.admission = admission;
  }

  /**
   * Begins with what takes Java longest when it is first done, on a thread of its own: native calls
   * and Netty's native transport. Whoever reads a configuration meanwhile starts sooner.
   */
  public static void prepare() {
    Thread.ofPlatform()
        .daemon()
        .name("prepare")
        .start(
            () -> {
              Limits.openFiles();
              Epoll.isAvailable();
            });
  }

  /**
   * Opens listeners and queues. From then on a SYN that the rules bring is served.
   *
   * @param witness is told how flows ended
   * @param edge says which connections without segments begin their chain here, if any do
   */
  public static Proxy start(
      ProxyConfig config,
      int maxConnections,
      FunctionTable functions,
      Allotment allotment,
      FlowWitness witness,
      Optional<Edge> edge) {
    EventLoops loops = new EventLoops(config.loopCount());
    OwnHost host = OwnHost.watch(loops.all().getFirst());
    SynCounters counters = new SynCounters();
    AtomicReference<Admission> admission =
        new AtomicReference<>(new Admission(policy(config, host), functions).with(edge));
    boolean queued = config.capture() == ProxyConfig.Capture.QUEUE;
    Relay relay =
        Relay.start(
            loops.all(),
            settings(config, maxConnections, allotment),
            allotment.slots(),
            queued ? null : new SavedSynJudge(admission::get, counters),
            witness);
    RawIpv6 raw = RawIpv6.open();
    Refuser refuser =
        new Refuser(
            new RawPackets(raw, host, allotment.socketMark()),
            config.refuse(),
            config.resetsPerSecond(),
            counters);
    List<NfQueue> queues = new ArrayList<>();
    for (int number : allotment.queues()) {
      EventLoop loop = loops.all().get(queues.size());
      NfQueue queue =
          NfQueue.open(
              number,
              NfQueueOptions.forSyns()
                  .withLength(config.queueLength())
                  .withFailOpen(!functions.open().isEmpty()));
      queues.add(queue);
      SynCapture capture =
          new SynCapture(
              queue,
              admission::get,
              relay.openerOf(loop),
              refuser,
              counters,
              allotment.bypassMark());
      loop.execute(() -> watch(loop, capture));
    }
    return new Proxy(loops, relay, queues, raw, host, counters, admission, edge);
  }

  private static void watch(EventLoop loop, SynCapture capture) {
    loop.watchInput(capture.descriptor(), (_, _) -> drain(loop, capture));
  }

  private static void drain(EventLoop loop, SynCapture capture) {
    if (capture.drain()) {
      loop.nextRound(() -> drain(loop, capture));
    }
  }

  private static RelaySettings settings(
      ProxyConfig config, int maxConnections, Allotment allotment) {
    return new RelaySettings(
        maxConnections,
        Math.min(config.maxHandshakes(), maxConnections),
        config.timeouts().connect(),
        config.timeouts().arrival(),
        config.timeouts().idle(),
        config.timeouts().halfClosed(),
        config.timeouts().keepAlive(),
        config.timeouts().user(),
        config.limits(),
        config.portConflict(),
        allotment.socketMark());
  }

  /** What a configuration says about admission. */
  public static AdmissionPolicy policy(
      ProxyConfig config, AdmissionPolicy.OwnAddresses ownAddresses) {
    return new AdmissionPolicy(
        config.sidPrefixes(),
        config.layout(),
        new WireOptions(config.returnPathType()),
        config.allowFrom(),
        config.allowTo(),
        ownAddresses,
        config.handshake(),
        config.handshakes(),
        config.egress());
  }

  /** Until this is closed child processes may be started. */
  public EventLoop.Expectation expectChildren() {
    return loops.expectChildren();
  }

  /** A sign of life of each event loop, that beats so often. */
  public List<Pulse> pulses(Duration interval) {
    return loops.all().stream().map(loop -> pulse(loop, interval)).toList();
  }

  private static Pulse pulse(EventLoop loop, Duration interval) {
    Pulse pulse = new Pulse("relay-" + loop.index());
    var _ = loop.every(interval.toMillis(), pulse::beat);
    return pulse;
  }

  public SynCounters synCounters() {
    return synCounters;
  }

  public Quotas quotas() {
    return relay.quotas();
  }

  public RelayCounters relayCounters() {
    return relay.counters();
  }

  public RelayCounters.Snapshot flowCounts() {
    return relay.counters().snapshot();
  }

  /** What the kernel counts for the queues, as far as this process may know it. */
  public List<NfQueueCounters> queueCounts() {
    return queues.stream().flatMap(it -> NfQueueCounters.of(it.number()).stream()).toList();
  }

  /** What all loops have and use now. */
  public RelaySnapshot snapshot() throws InterruptedException {
    return relay.snapshot();
  }

  /**
   * The flows that pass a filter.
   *
   * @param most about the legs of so many, at least, the kernel is asked too
   */
  public List<FlowReport> flows(Predicate<FlowReport> wanted, int most)
      throws InterruptedException {
    return relay.flows(wanted, most);
  }

  /** The flows that ended last, the latest first. */
  public List<EndedFlow> recentlyEnded() throws InterruptedException {
    return relay.recentlyEnded();
  }

  /** Ends one flow; false if there is none of that number. */
  public boolean kill(long number) throws InterruptedException {
    return relay.kill(number);
  }

  /** New SYNs are judged by another configuration and other functions from now on. */
  public void judgeBy(ProxyConfig config, FunctionTable functions) {
    queues.forEach(queue -> queue.failOpen(!functions.open().isEmpty()));
    admission.set(new Admission(policy(config, host), functions).with(edge));
  }

  /**
   * From now on every new SYN is dropped, so that its client tries again, elsewhere if the routes
   * have changed. So is one that is waiting for an answer.
   */
  public void stopAdmitting() {
    admission.updateAndGet(Admission::draining);
    relay.abortHandshakes();
  }

  /** Lets flows finish. True if all did in time. */
  public boolean drain(ProxyConfig config) throws InterruptedException {
    return relay.awaitEmpty(config.timeouts().drain());
  }

  /**
   * Ends everything that is left; the bytes of buffers that did not come back, which is 0 in a
   * program without defects.
   */
  public long stop() throws InterruptedException {
    long bufferBytes = relay.stop();
    loops.close();
    queues.forEach(NfQueue::close);
    host.close();
    raw.close();
    return bufferBytes;
  }
}
