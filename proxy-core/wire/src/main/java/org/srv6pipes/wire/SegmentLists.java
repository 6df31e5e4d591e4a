package org.srv6pipes.wire;

import java.nio.ByteBuffer;
import java.util.List;

/** Addresses one behind the other, as the SRH and the return-path TLV hold them. */
final class SegmentLists {
  private SegmentLists() {}

  static List<Ipv6Address> read(PacketWindow packet, int at, int count) {
    Ipv6Address[] segments = new Ipv6Address[count];
    for (int i = 0; i < count; i++) {
      segments[i] = packet.address(at + Ipv6Address.LENGTH * i);
    }
    return List.of(segments);
  }

  static void write(List<Ipv6Address> segments, ByteBuffer buffer, int at) {
    for (int i = 0; i < segments.size(); i++) {
      segments.get(i).write(buffer, at + Ipv6Address.LENGTH * i);
    }
  }
}
