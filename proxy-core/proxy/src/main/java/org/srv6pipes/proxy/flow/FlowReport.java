package org.srv6pipes.proxy.flow;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.srv6pipes.linux.TcpInfo;
import org.srv6pipes.proxy.chain.PlannedFunction;

/**
 * What can be told about one flow, at its end or while it lives.
 *
 * @param number by which the operator names it, for as long as the process lives
 * @param end why it ended; empty while it lives
 * @param age since its SYN was admitted
 * @param connect how long the onward connection took, which includes the way through later proxies
 * @param client what the kernel knows about the leg to the client: estimates, by their nature
 * @param server the same about the leg to the server
 */
public record FlowReport(
    long number,
    AdmittedFlow plan,
    Lifecycle.State state,
    Optional<EndReason> end,
    Duration age,
    Optional<Duration> connect,
    DirectionReport forward,
    DirectionReport back,
    Optional<TcpInfo> client,
    Optional<TcpInfo> server) {

  public FlowReport withLegs(Optional<TcpInfo> toClient, Optional<TcpInfo> toServer) {
    return new FlowReport(
        number, plan, state, end, age, connect, forward, back, toClient, toServer);
  }

  /** What carries the bytes of a direction. */
  public enum Carrier {
    /** Nothing yet. */
    NONE,
    /** The kernel, from socket to socket. */
    SPLICE,
    /** The event loop, through the functions. */
    LOOP,
    /** Another thread runs the functions. */
    WORKER
  }

  /**
   * One direction.
   *
   * @param bytesIn received from the sender
   * @param bytesOut sent on to the receiver
   */
  public record DirectionReport(
      Carrier carrier, long bytesIn, long bytesOut, List<FunctionReport> functions) {

    public static final DirectionReport NOTHING =
        new DirectionReport(Carrier.NONE, 0, 0, List.of());
  }

  /**
   * What one function did in one direction.
   *
   * @param notes what it has to show itself, by name
   */
  public record FunctionReport(
      PlannedFunction function, long bytesIn, long bytesOut, long nanos, Map<String, Long> notes) {}
}
