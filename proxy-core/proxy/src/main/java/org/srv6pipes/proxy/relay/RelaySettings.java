package org.srv6pipes.proxy.relay;

import java.time.Duration;
import org.srv6pipes.proxy.flow.Quotas;

/**
 * What the relay can be told.
 *
 * @param maxFlows flows at once, over all loops
 * @param maxHandshakes of them, those whose client has not arrived yet
 * @param connectTimeout how long an onward connection may take
 * @param arrivalTimeout how long a client may take to complete its handshake
 * @param idleTimeout how long both directions may be silent
 * @param halfClosedTimeout how long a flow may live after one direction has ended without a byte in
 *     the other
 * @param keepAlive after how long a silent peer is asked whether it is still there; zero for never
 * @param userTimeout how long what was sent may stay without an acknowledgement; zero for as long
 *     as the kernel would wait
 * @param limits of client networks, of functions, of all flows
 * @param portConflict what to do when the client's port cannot be used
 * @param socketMark the mark of both legs' sockets
 */
public record RelaySettings(
    int maxFlows,
    int maxHandshakes,
    Duration connectTimeout,
    Duration arrivalTimeout,
    Duration idleTimeout,
    Duration halfClosedTimeout,
    Duration keepAlive,
    Duration userTimeout,
    Quotas.Limits limits,
    PortConflict portConflict,
    int socketMark) {

  /** What to do when the client's own port cannot be bound in time. */
  public enum PortConflict {
    OTHER_PORT,
    RESET
  }
}
