package org.srv6pipes.proxy.relay;

import java.util.Objects;
import org.srv6pipes.linux.Route;
import org.srv6pipes.linux.Rtnetlink;
import org.srv6pipes.wire.FlowKey;

/** Where clients and servers are, as this host's routes tell. */
final class Neighbours {

  private final Rtnetlink routing = Rtnetlink.open();
  private final int mark;

  /**
   * @param mark of the sockets whose way is asked for
   */
  Neighbours(int mark) {
    this.mark = mark;
  }

  /**
   * Whether a server's answer by plain routing may come by here. Not where it is behind the same
   * next hop as its client: that one has no reason to send us what goes from one to the other.
   */
  boolean mayBeBetween(FlowKey flow) {
    Route client = routing.lookup(flow.client().address().toInet(), 0, mark);
    Route server = routing.lookup(flow.server().address().toInet(), 0, mark);
    return client.device() != server.device()
        || !Objects.equals(client.gateway(), server.gateway());
  }

  void close() {
    routing.close();
  }
}
