package org.srv6pipes.proxy.syn;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.srv6pipes.wire.Ipv6Address;

/** Sends whole IPv6 packets as they stand. */
public interface PacketSender {
  /**
   * @return 0 or a negated errno
   */
  int send(ByteBuffer packet, Ipv6Address nextSegment);

  /** The address of this host from which it would speak to that one, if it can. */
  Optional<Ipv6Address> sourceTowards(Ipv6Address destination);
}
