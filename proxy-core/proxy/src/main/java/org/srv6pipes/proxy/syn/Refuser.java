package org.srv6pipes.proxy.syn;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.srv6pipes.proxy.flow.EndReason;
import org.srv6pipes.proxy.flow.RateLimit;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.SynPacket;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.Unreachable;

/**
 * Tells clients that their SYN is not accepted: with a reset from the server's address by the way
 * that the SYN asked for, with the ICMPv6 error that the onward connection met, or by silence.
 * Answers are limited in rate, because a spoofed SYN makes one that nobody asked for.
 */
public final class Refuser {

  /** What a client that is not admitted gets. */
  public enum Manner {
    RESET,
    DROP
  }

  private final PacketSender sender;
  private final Manner manner;
  private final RateLimit limit;
  private final SynCounters counters;

  public Refuser(PacketSender sender, Manner manner, int resetsPerSecond, SynCounters counters) {
    this.sender = sender;
    this.manner = manner;
    this.limit = new RateLimit(resetsPerSecond, System.nanoTime());
    this.counters = counters;
  }

  /**
   * Admission said no. A proxy that is stopping says nothing: the client's next SYN may find
   * another one.
   */
  void refuse(SynPacket syn, Decision.Refuse decision) {
    if (decision.refusal().kind() != Refusal.Kind.DRAINING) {
      refuseAsConfigured(syn, decision.answer().orElse(null));
    }
  }

  /** The flow ended before its SYN was let go. */
  void refuse(SynPacket syn, @Nullable Srh answer, EndReason reason) {
    switch (reason) {
      case REFUSED_BY_SERVER -> reset(syn, answer);
      case SERVER_UNREACHABLE -> unreachable(syn, Unreachable.Code.ADDRESS_UNREACHABLE);
      case NO_ROUTE_TO_SERVER -> unreachable(syn, Unreachable.Code.NO_ROUTE);
      case TABLE_FULL, CLIENT_LIMIT, FUNCTION_LIMIT, MEMORY_LIMIT, RATE_LIMIT ->
          refuseAsConfigured(syn, answer);
      case ONWARD_FAILED, FUNCTION_FAILED, KILLED, INTERNAL_ERROR ->
          refuseAsConfigured(syn, answer);
      case ONWARD_TIMED_OUT,
          NO_RETURN_SLOT,
          EVICTED,
          PROXY_STOPPED,
          CLIENT_NEVER_ARRIVED,
          IDLE_TIMED_OUT,
          HALF_CLOSED_TIMED_OUT,
          RESET_BY_CLIENT,
          RESET_BY_SERVER,
          CLIENT_VANISHED,
          SERVER_VANISHED,
          FINISHED -> {
        // Silence: the client's own clock decides, as it would without us.
      }
    }
  }

  private void refuseAsConfigured(SynPacket syn, @Nullable Srh answer) {
    if (manner == Manner.RESET) {
      reset(syn, answer);
    }
  }

  private void reset(SynPacket syn, @Nullable Srh answer) {
    TcpPacket reset = syn.reset(answer);
    send(syn, reset.toBytes(), reset.ip().destination());
  }

  /**
   * Goes straight to the client: a proxy on its way takes it for its own connection, and passes it
   * on.
   */
  private void unreachable(SynPacket syn, Unreachable.Code code) {
    Ipv6Address client = syn.ip().source();
    Optional<Ipv6Address> from = sender.sourceTowards(client);
    if (from.isPresent()) {
      send(syn, new Unreachable(code, from.get(), syn.packet()).toBytes(), client);
    }
  }

  private synchronized void send(SynPacket syn, byte[] packet, Ipv6Address next) {
    if (!limit.allows(System.nanoTime())) {
      counters.answerSuppressed();
      return;
    }
    int result = sender.send(ByteBuffer.wrap(packet), next);
    if (result < 0) {
      counters.answerFailed(syn.flowKey(), -result);
    } else {
      counters.answerSent();
    }
  }
}
