package org.srv6pipes.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.srv6pipes.dist.demo.Stretch;
import org.srv6pipes.lab.Capture;
import org.srv6pipes.lab.Host;
import org.srv6pipes.lab.Lab;
import org.srv6pipes.lab.Topology;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Octets;

/**
 * One connection from client to server of a star, watched from before its first packet: the router
 * counts which way each packet takes, and hosts capture what arrives until {@link #stopCapturing}.
 */
final class ObservedConnection {

  private final Lab lab;
  private final int clientPort;
  private final ExpectedHops forward;
  private final ExpectedHops back;
  private final Map<String, Capture> captures = new LinkedHashMap<>();

  /**
   * Begins to watch.
   *
   * @param clientPort no other connection of this lab may have it
   * @param forwardSids through which packets to the server should go, in the order of travel
   * @param returnSids through which packets to the client should go, in the order of travel
   */
  ObservedConnection(
      Lab lab,
      int clientPort,
      int serverPort,
      List<Ipv6Address> forwardSids,
      List<Ipv6Address> returnSids) {
    this.lab = lab;
    this.clientPort = clientPort;
    Host client = lab.host("client");
    Host server = lab.host("server");
    forward =
        ExpectedHops.count(
            lab.host("router"),
            "TO-SERVER-" + clientPort,
            "-s %s --sport %d --dport %d".formatted(client.address(), clientPort, serverPort),
            hops("client", forwardSids, server));
    back =
        ExpectedHops.count(
            lab.host("router"),
            "TO-CLIENT-" + clientPort,
            "-s %s --sport %d --dport %d".formatted(server.address(), serverPort, clientPort),
            hops("server", returnSids, client));
    Stream.of(Stream.of("client", "server"), names(forwardSids), names(returnSids))
        .flatMap(it -> it)
        .distinct()
        .forEach(name -> captures.put(name, lab.host(name).capture("router")));
  }

  private Stream<String> names(List<Ipv6Address> sids) {
    return sids.stream().map(sid -> owner(sid).orElseThrow());
  }

  /** The name of the host to which a SID is routed. */
  private Optional<String> owner(Ipv6Address sid) {
    return lab.topology().hosts().stream()
        .filter(host -> host.sidPrefix().filter(it -> it.contains(sid)).isPresent())
        .map(Topology.HostPlan::name)
        .findFirst();
  }

  /**
   * From which neighbour of the router a packet may come, and whom it must be addressed to then.
   */
  private List<String> hops(String start, List<Ipv6Address> sids, Host end) {
    List<String> hops = new ArrayList<>();
    String from = start;
    for (Ipv6Address sid : sids) {
      hops.add("-i %s -d %s".formatted(from, sid));
      from = owner(sid).orElseThrow();
    }
    hops.add("-i %s -d %s".formatted(from, end.address()));
    return hops;
  }

  /** The captured packets stay; those that follow are only counted. */
  void stopCapturing() {
    captures.values().forEach(Capture::close);
  }

  /** The SYNs and SYN-ACKs as they arrived, host by host. */
  List<String> handshakes() {
    return captures.entrySet().stream()
        .flatMap(it -> Handshakes.arrivedAt(it.getKey(), own(it.getKey()), it.getValue().packets()))
        .toList();
  }

  private Predicate<Ipv6Address> own(String host) {
    return destination ->
        destination.equals(lab.host(host).address())
            || owner(destination).filter(host::equals).isPresent();
  }

  /** What arrived by this SID of the client's bytes. */
  Octets forwardBytesAt(Ipv6Address sid) {
    return bytesAt(sid).forward();
  }

  /** What arrived by this SID of the server's bytes. */
  Octets returnBytesAt(Ipv6Address sid) {
    return bytesAt(sid).back();
  }

  private Stretch bytesAt(Ipv6Address sid) {
    List<byte[]> packets = Objects.requireNonNull(captures.get(owner(sid).orElseThrow())).packets();
    return Stretch.of(packets.stream().filter(TcpPackets.to(sid)).toList(), clientPort);
  }

  /** No packet, from the first SYN-ACK to the last FIN, took another way than it should. */
  void assertEveryPacketTookItsWay() {
    assertThat(forward.strays()).as("packets to the server beside its segments").isZero();
    assertThat(forward.packets()).as("packets to the server, hop by hop").allMatch(it -> it > 0);
    assertThat(back.strays()).as("packets to the client beside its segments").isZero();
    assertThat(back.packets()).as("packets to the client, hop by hop").allMatch(it -> it > 0);
  }
}
