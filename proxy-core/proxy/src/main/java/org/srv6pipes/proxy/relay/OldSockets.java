package org.srv6pipes.proxy.relay;

import java.util.function.Predicate;
import org.srv6pipes.linux.SockDiag;
import org.srv6pipes.linux.TcpSocketEntry;
import org.srv6pipes.linux.TcpState;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;

/**
 * What the kernel still holds of connections that are over. A client may use a port again as soon
 * as its own side has forgotten the last connection; ours, with the same addresses and ports, may
 * still be in TIME_WAIT, and TPROXY, which sees the SID as the destination, does not find it as it
 * would find one of a plain connection.
 */
final class OldSockets {

  private final SockDiag diag = SockDiag.open();

  /** Ends what lingers of a handshake that the client does not complete. */
  void forgetHandshake(FlowKey flow) {
    forgetTowardsClient(flow, _ -> true);
  }

  /**
   * Ends the TIME_WAIT of a connection with a client that is over. Where nobody sees a SYN before
   * the kernel does, nobody could end it then, and the kernel would drop the SYN. Where both have
   * closed at the same time, it is about to begin: all but our FIN is acknowledged.
   */
  void forgetTimeWait(FlowKey flow) {
    forgetTowardsClient(
        flow,
        it ->
            it.state() == TcpState.TIME_WAIT
                || (it.state() == TcpState.CLOSING && it.sendQueue() <= 1));
  }

  private void forgetTowardsClient(FlowKey flow, Predicate<TcpSocketEntry> which) {
    Ipv6Address client = flow.client().address();
    Ipv6Address server = flow.server().address();
    diag.destroyRemainsIf(
        which,
        server.high(),
        server.low(),
        flow.server().port(),
        client.high(),
        client.low(),
        flow.client().port());
  }

  /** Ends what lingers of an older connection to the server, once the server has all of it. */
  void forgetOnward(FlowKey flow) {
    Ipv6Address client = flow.client().address();
    Ipv6Address server = flow.server().address();
    diag.destroyRemainsIf(
        it -> it.sendQueue() == 0,
        client.high(),
        client.low(),
        flow.client().port(),
        server.high(),
        server.low(),
        flow.server().port());
  }

  void close() {
    diag.close();
  }
}
