package org.srv6pipes.proxy.syn;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.srv6pipes.proxy.flow.AdmittedFlow;
import org.srv6pipes.proxy.flow.SynJudge;
import org.srv6pipes.wire.Ipv6Header;
import org.srv6pipes.wire.Refused;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.SynPacket;
import org.srv6pipes.wire.TcpPacket;

/**
 * Admission of connections that were accepted without a queue. The kernel saves a SYN as it has
 * left it, with no segment left, so which segment was ours is known only if one alone is; and there
 * is no SYN to hold, so the client is answered early and directly.
 */
public final class SavedSynJudge implements SynJudge {

  private final Supplier<Admission> admission;
  private final SynCounters counters;

  public SavedSynJudge(Supplier<Admission> admission, SynCounters counters) {
    this.admission = admission;
    this.counters = counters;
  }

  @Override
  public Optional<AdmittedFlow> judge(ByteBuffer savedSyn) {
    counters.captured();
    return switch (decide(savedSyn)) {
      case Decision.Accept accept -> {
        counters.admitted();
        yield Optional.of(accept.flow());
      }
      case Decision.Refuse refuse -> {
        counters.refused("a connection that the kernel accepted", refuse.refusal());
        yield Optional.empty();
      }
      case Decision.Pass _, Decision.NotOurs _ ->
          throw new IllegalStateException(
              "nothing goes past a proxy that captures without a queue");
    };
  }

  /** The decision by itself, counted and logged nowhere. */
  public Decision decide(ByteBuffer savedSyn) {
    Admission current = Admission.enter(admission);
    try {
      return switch (SynPacket.parse(savedSyn, current.policy().wire())) {
        case Refused refused -> refuse(Refusal.of(refused));
        case SynPacket syn -> decide(syn, current);
      };
    } finally {
      current.leave();
    }
  }

  private static Decision decide(SynPacket syn, Admission current) {
    Srh srh = syn.srh();
    if (srh == null) {
      return current.decide(syn);
    }
    List<Integer> ours =
        IntStream.rangeClosed(1, srh.lastEntry())
            .filter(index -> current.policy().isOurs(srh.segments().get(index)))
            .boxed()
            .toList();
    if (ours.size() != 1) {
      return refuse(
          Refusal.Kind.PATH,
          ours.size() + " segments are ours, and capture = \"saved-syn\" serves exactly one");
    }
    return answeredDirectly(current.decide(asItArrived(syn, srh, ours.getFirst())));
  }

  private static Decision answeredDirectly(Decision decision) {
    return decision instanceof Decision.Accept accept && accept.flow().answer() != null
        ? refuse(
            Refusal.Kind.PATH,
            "the return path leads through other proxies, and capture = \"saved-syn\" answers"
                + " directly")
        : decision;
  }

  private static SynPacket asItArrived(SynPacket syn, Srh srh, int segmentsLeft) {
    Ipv6Header ip = syn.ip();
    Srh arrived =
        new Srh(srh.nextHeader(), segmentsLeft, srh.flags(), srh.tag(), srh.segments(), srh.tlvs());
    Ipv6Header toUs =
        new Ipv6Header(
            ip.trafficClass(),
            ip.flowLabel(),
            ip.payloadLength(),
            ip.nextHeader(),
            ip.hopLimit(),
            ip.source(),
            arrived.activeSegment());
    return new SynPacket(new TcpPacket(toUs, arrived, syn.tcp()));
  }

  private static Decision refuse(Refusal.Kind kind, String detail) {
    return refuse(new Refusal(kind, detail));
  }

  private static Decision refuse(Refusal refusal) {
    return new Decision.Refuse(refusal, Optional.empty());
  }
}
