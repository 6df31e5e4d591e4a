package org.srv6pipes.proxy.relay;

import java.time.Duration;

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
    PortConflict portConflict,
    int socketMark) {

  /** What to do when the client's own port cannot be bound in time. */
  public enum PortConflict {
    OTHER_PORT,
    RESET
  }
}
