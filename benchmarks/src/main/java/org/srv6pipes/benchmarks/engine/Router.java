package org.srv6pipes.benchmarks.engine;

import java.util.ArrayList;
import java.util.List;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.HostProcess;
import org.srv6pipes.wire.Ipv6Address;

/** The kernel: {@code End} for packets with segments, or plain forwarding. */
final class Router implements Engine {

  private final Way way;

  private Router(Way way) {
    this.way = way;
  }

  static Router forwarding(Way way) {
    way.route();
    return new Router(way);
  }

  /**
   * @param back the server's packets visit the first host too, as they visit the first proxy of
   *     several
   */
  static Router withSegments(Way way, boolean back) {
    List<Ipv6Address> sids = new ArrayList<>();
    for (int i = 0; i < way.middles().size(); i++) {
      Host host = way.middles().get(i);
      Ipv6Address sid = Way.segmentOf(host);
      host.acceptSegments();
      host.shell(
          "ip -6 route add %s encap seg6local action End dev %s"
              .formatted(sid, way.deviceOnward(i)));
      sids.add(sid);
    }
    way.route(sids);
    if (back) {
      way.routeBack(sids.getFirst());
    }
    return new Router(way);
  }

  @Override
  public Ipv6Address target() {
    return way.serverAddress();
  }

  @Override
  public List<HostProcess> processes() {
    return List.of();
  }
}
