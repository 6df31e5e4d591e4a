package org.srv6pipes.proxy.syn;

import java.util.Optional;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Srh;

/**
 * Knows which connections of hosts that know nothing begin their chain at this proxy. Asked for
 * every SYN that comes without segments, so it must not wait.
 */
@FunctionalInterface
public interface Edge {

  /** The header of the onward connection; empty for a connection that is none of our business. */
  Optional<Srh> header(FlowKey flow);
}
