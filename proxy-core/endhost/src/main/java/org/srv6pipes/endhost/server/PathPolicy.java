package org.srv6pipes.endhost.server;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.srv6pipes.endhost.server.Wanted.Reason;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;
import org.srv6pipes.wire.RefusedException;
import org.srv6pipes.wire.ReturnPathTlv;
import org.srv6pipes.wire.Srh;
import org.srv6pipes.wire.TcpPacket;
import org.srv6pipes.wire.WireOptions;

/**
 * Reads from a packet how it wants to be answered, and refuses paths that nobody should be sent
 * along.
 *
 * @param allowVia where SIDs of return paths may be; empty for anywhere
 */
record PathPolicy(WireOptions wire, List<Ipv6Prefix> allowVia) {

  static PathPolicy of(ServerConfig config) {
    return new PathPolicy(config.wire(), config.allowVia());
  }

  /**
   * @param packet its headers from position to limit, which stay as they are; whatever they hold
   */
  Wanted wantedBy(ByteBuffer packet) {
    try {
      return wantedBy(TcpPacket.parse(packet, wire));
    } catch (RefusedException e) {
      return new Wanted.Unusable(Reason.MALFORMED, e.refused().toString());
    }
  }

  private Wanted wantedBy(TcpPacket packet) {
    Optional<ReturnPathTlv> tlv = Optional.ofNullable(packet.srh()).flatMap(Srh::returnPath);
    Optional<Srh> answer = tlv.flatMap(ReturnPathTlv::answer);
    if (answer.isEmpty()) {
      return new Wanted.Plain();
    }
    Ipv6Address client = answer.get().finalDestination();
    Ipv6Address source = packet.ip().source();
    return client.equals(source)
        ? along(answer.get())
        : new Wanted.Unusable(
            Reason.NOT_TO_SOURCE, "it leads to " + client + ", the packet comes from " + source);
  }

  private Wanted along(Srh answer) {
    List<Ipv6Address> sids = answer.segments().subList(1, answer.segments().size()).reversed();
    return sids.stream()
        .filter(sid -> !isAllowed(sid))
        .findFirst()
        .<Wanted>map(sid -> new Wanted.Unusable(Reason.NOT_ALLOWED, sid.toString()))
        .orElseGet(() -> new Wanted.Path(sids));
  }

  private boolean isAllowed(Ipv6Address sid) {
    boolean never =
        sid.isUnspecified()
            || sid.isLoopback()
            || sid.isLinkLocal()
            || sid.isMulticast()
            || sid.isV4Mapped();
    return !never
        && (allowVia.isEmpty() || allowVia.stream().anyMatch(prefix -> prefix.contains(sid)));
  }
}
