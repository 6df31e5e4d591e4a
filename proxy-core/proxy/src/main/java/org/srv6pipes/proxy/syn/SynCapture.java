package org.srv6pipes.proxy.syn;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.linux.NfQueue;
import org.srv6pipes.linux.PacketHandler;
import org.srv6pipes.linux.Verdict;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.Failing;
import org.srv6pipes.proxy.flow.FlowOpener;
import org.srv6pipes.proxy.flow.HeldSyn;
import org.srv6pipes.wire.Parsed;
import org.srv6pipes.wire.Refused;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.SynPacket;
import org.srv6pipes.wire.WireOptions;

/**
 * Takes SYNs from one queue to a verdict. A loop calls {@link #drain} when the queue's descriptor
 * is readable; the verdict comes then or later, from any thread.
 */
public final class SynCapture {

  /** Short, because connections that stand wait meanwhile. */
  private static final long TURN_NANOS = 100_000;

  private static final int AT_ONCE = 2;
  private static final int NO_MARK = 0;

  private final NfQueue queue;
  private final Supplier<Admission> admission;
  private final FlowOpener opener;
  private final Refuser refuser;
  private final SynCounters counters;
  private final int bypassMark;

  /**
   * @param admission the current generation, asked anew for each SYN
   * @param bypassMark the mark of a SYN that goes past the proxy
   */
  public SynCapture(
      NfQueue queue,
      Supplier<Admission> admission,
      FlowOpener opener,
      Refuser refuser,
      SynCounters counters,
      int bypassMark) {
    this.queue = queue;
    this.admission = admission;
    this.opener = opener;
    this.refuser = refuser;
    this.counters = counters;
    this.bypassMark = bypassMark;
  }

  public int descriptor() {
    return queue.descriptor();
  }

  /** Handles what waits, up to a turn's share of time; true if more may wait. */
  public boolean drain() {
    long began = System.nanoTime();
    while (queue.drain(this::captured, AT_ONCE) == AT_ONCE) {
      if (System.nanoTime() - began > TURN_NANOS) {
        return true;
      }
    }
    return false;
  }

  private void captured(int packetId, int ingress, int mark, ByteBuffer packet, int flags) {
    long now = System.nanoTime();
    counters.captured();
    Admission current = Admission.enter(admission);
    try {
      switch (parse(packet, flags, current.policy().wire())) {
        case Refused refused -> {
          queue.verdict(packetId, Verdict.DROP);
          counters.verdict(now);
          counters.refused("a packet that is not taken", Refusal.of(refused));
        }
        case SynPacket syn -> decide(packetId, syn, current, now);
      }
    } finally {
      current.leave();
    }
  }

  /** The kernel has looked at most checksums, or has yet to make them; a long packet is cut off. */
  private static Parsed parse(ByteBuffer packet, int flags, WireOptions options) {
    int verifiable = PacketHandler.CHECKSUM_NOT_VERIFIED;
    return (flags & (verifiable | PacketHandler.TRUNCATED)) == verifiable
        ? SynPacket.parseAndVerify(packet, options)
        : SynPacket.parse(packet, options);
  }

  private void decide(int packetId, SynPacket syn, Admission current, long capturedAt) {
    switch (current.decide(syn)) {
      case Decision.Accept accept -> {
        counters.admitted();
        AdmittedFlow flow = accept.flow();
        opener.open(flow, new QueuedSyn(packetId, syn, flow, capturedAt));
      }
      case Decision.NotOurs _ -> letGo(packetId, NO_MARK, capturedAt);
      case Decision.Pass pass -> {
        letGo(packetId, bypassMark, capturedAt);
        counters.passed(syn.flowKey(), pass.why());
      }
      case Decision.Refuse refuse -> {
        queue.verdict(packetId, Verdict.DROP);
        counters.verdict(capturedAt);
        counters.refused(syn.flowKey(), refuse.refusal());
        refuser.refuse(syn, refuse);
      }
    }
  }

  /** Lets a packet go on as it came. */
  private void letGo(int packetId, int mark, long capturedAt) {
    queue.verdict(packetId, Verdict.ACCEPT, mark);
    counters.verdict(capturedAt);
  }

  /**
   * A SYN that waits in the kernel's queue. It goes on to the listener as its client would have
   * sent it without segments: then the kernel itself makes an older connection with the same
   * addresses and ports give way, as for any other SYN, and has no segment list to walk.
   */
  private final class QueuedSyn implements HeldSyn {
    private final int packetId;
    private final SynPacket syn;
    private final @Nullable Srh answer;
    private final Failing failing;
    private final long capturedAt;

    QueuedSyn(int packetId, SynPacket syn, AdmittedFlow flow, long capturedAt) {
      this.packetId = packetId;
      this.syn = syn;
      this.answer = flow.answer();
      this.failing = flow.failing();
      this.capturedAt = capturedAt;
    }

    @Override
    public int sequence() {
      return syn.tcp().sequence();
    }

    @Override
    public void release(int mark) {
      queue.replace(packetId, syn.packet().withoutSrh().toBytes(), mark);
      counters.verdict(capturedAt);
    }

    @Override
    public void refuse(EndReason reason) {
      if (failing == Failing.OPEN && isForWantOfRoom(reason)) {
        letGo(packetId, bypassMark, capturedAt);
        counters.passed(syn.flowKey(), reason.sentence());
      } else {
        drop();
        refuser.refuse(syn, answer, reason);
      }
    }

    /** Nothing has been done for it yet. */
    private static boolean isForWantOfRoom(EndReason reason) {
      return switch (reason) {
        case TABLE_FULL, CLIENT_LIMIT, FUNCTION_LIMIT, MEMORY_LIMIT, RATE_LIMIT -> true;
        default -> false;
      };
    }

    @Override
    public void drop() {
      queue.verdict(packetId, Verdict.DROP);
      counters.verdict(capturedAt);
    }
  }
}
