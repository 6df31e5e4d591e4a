package org.srv6pipes.proxy.flow;

import java.util.Map;
import org.srv6pipes.wire.FlowKey;

/**
 * The SYNs of the connections that ended last. A copy that the network, or an impatient client,
 * made of one and that comes late would begin a connection that nobody wants, on the ports on which
 * the last bytes of the real one may still be under way.
 */
public final class FormerSyns {

  /** What ends in about a second at most; each takes some 200 bytes. */
  static final int MOST = 4096;

  private final Map<FlowKey, Integer> sequences = new Latest<>(MOST);

  /** This connection has stood, and is over. */
  public void add(FlowKey flow, int sequence) {
    sequences.remove(flow);
    sequences.put(flow, sequence);
  }

  /** Whether the SYN with this number began one of them. */
  public boolean began(FlowKey flow, int sequence) {
    Integer known = sequences.get(flow);
    return known != null && known == sequence;
  }
}
