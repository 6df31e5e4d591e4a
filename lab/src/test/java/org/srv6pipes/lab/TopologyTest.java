package org.srv6pipes.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.srv6pipes.lab.Topology.Interface;
import org.srv6pipes.lab.Topology.Route;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.Ipv6Prefix;

final class TopologyTest {
  private static final Topology LINE = Topology.line(List.of("client", "p1", "p2", "server"));
  private static final Topology STAR = Topology.star(List.of("client", "p1", "p2", "server"));

  @Test
  void shouldGiveClientAndServerTheSameAddressesInLineAndStar() {
    for (Topology topology : List.of(LINE, STAR)) {
      assertThat(addresses(topology, "client")).containsExactly("2001:db8:1::2");
      assertThat(addresses(topology, "server")).containsExactly("2001:db8:2::2");
    }
  }

  @Test
  void shouldNumberTheProxiesOfALineAlongTheWay() {
    assertThat(addresses(LINE, "p1")).containsExactly("2001:db8:1::1", "2001:db8:101::1");
    assertThat(addresses(LINE, "p2")).containsExactly("2001:db8:101::2", "2001:db8:2::1");
  }

  @Test
  void shouldCallAnInterfaceLikeTheHostAtItsOtherEnd() {
    assertThat(LINE.interfacesOf("p1")).extracting(Interface::name).containsExactly("client", "p2");
    assertThat(STAR.interfacesOf("router"))
        .extracting(Interface::name)
        .containsExactly("client", "p1", "p2", "server");
  }

  @Test
  void shouldRouteEverythingOfAnEndHostToItsOnlyNeighbour() {
    assertThat(LINE.routesOf("client")).containsExactly(route("::/0", "2001:db8:1::1", "p1"));
  }

  @Test
  void shouldRouteNetworksAndSidPrefixesAlongALine() {
    assertThat(LINE.routesOf("p1"))
        .containsExactly(
            route("2001:db8:2::/64", "2001:db8:101::2", "p2"),
            route("fc00:2::/80", "2001:db8:101::2", "p2"));
    assertThat(LINE.routesOf("p2"))
        .containsExactly(
            route("2001:db8:1::/64", "2001:db8:101::1", "p1"),
            route("fc00:1::/80", "2001:db8:101::1", "p1"));
  }

  @Test
  void shouldRouteEachSidPrefixOfAStarToItsProxyOnly() {
    assertThat(STAR.routesOf("router"))
        .containsExactly(
            route("fc00:1::/80", "2001:db8:101::2", "p1"),
            route("fc00:2::/80", "2001:db8:102::2", "p2"));
  }

  @Test
  void shouldTakeTheFewestLinksAndNeverAWayThroughAnEndHost() {
    Topology ring =
        Topology.builder()
            .host("a")
            .router("r1")
            .router("r2")
            .router("r3")
            .host("short-cut")
            .host("b")
            .link("a", "r1")
            .link("r1", "r2")
            .link("r2", "r3")
            .link("r1", "short-cut")
            .link("short-cut", "r3")
            .link("r3", "b")
            .build();
    String b = ring.interfacesOf("b").getFirst().network().toString();
    assertThat(ring.routesOf("r1"))
        .contains(route(b, "2001:db8:101::2", "r2"))
        .noneMatch(
            route ->
                route.destination().toString().equals(b) && route.device().equals("short-cut"));
  }

  @Test
  void shouldNameAsManyHostsAsAreAskedFor() {
    assertThat(Layout.names(2)).containsExactly("client", "server");
    assertThat(Layout.names(4)).containsExactly("client", "p1", "p2", "server");
    assertThat(Layout.LINE.of(4).hosts()).isEqualTo(LINE.hosts());
    assertThat(Layout.STAR.of(4).hosts()).isEqualTo(STAR.hosts());
    assertThatThrownBy(() -> Layout.STAR.of(1)).hasMessageContaining("1 hosts");
  }

  @Test
  void shouldRefuseNamesThatNoInterfaceCanHave() {
    for (String name : List.of("", "P1", "1p", "a_b", "sixteen-letters-", "lo", "all", "default")) {
      assertThatThrownBy(() -> Topology.builder().host(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'" + name + "'");
    }
  }

  @Test
  void shouldRefuseASecondLinkBetweenTwoHosts() {
    assertThatThrownBy(() -> Topology.builder().host("a").host("b").link("a", "b").link("b", "a"))
        .hasMessageContaining("b - a");
  }

  @Test
  void shouldNameTheHostsThereAreWhenALinkLeadsToNone() {
    assertThatThrownBy(() -> Topology.builder().host("a").link("a", "b"))
        .hasMessageContaining("no such host; there are [a]");
  }

  private static List<String> addresses(Topology topology, String host) {
    return topology.interfacesOf(host).stream().map(it -> it.address().toString()).toList();
  }

  private static Route route(String destination, String gateway, String device) {
    return new Route(Ipv6Prefix.parse(destination), Ipv6Address.parse(gateway), device);
  }
}
