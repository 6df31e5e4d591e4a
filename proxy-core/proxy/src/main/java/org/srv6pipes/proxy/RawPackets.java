package org.srv6pipes.proxy;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.srv6pipes.linux.RawIpv6;
import org.srv6pipes.proxy.syn.PacketSender;
import org.srv6pipes.wire.Ipv6Address;

/** Sends packets through a raw socket that carries the proxy's mark. */
record RawPackets(RawIpv6 socket, OwnHost host, int mark) implements PacketSender {

  @Override
  public int send(ByteBuffer packet, Ipv6Address next) {
    return socket.send(packet, next.high(), next.low(), mark);
  }

  @Override
  public Optional<Ipv6Address> sourceTowards(Ipv6Address destination) {
    return host.sourceTowards(destination);
  }
}
