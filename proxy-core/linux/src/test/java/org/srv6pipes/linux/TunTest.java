package org.srv6pipes.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Inet6Address;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@NeedsNamespace
class TunTest {
  private static final String NAME = "tun-test";

  @Test
  void shouldTakeItsRoutesAlongWhenItEnds() throws Exception {
    assumeTrue(Files.isReadable(Path.of("/dev/net/tun")), "/dev/net/tun cannot be opened here");
    Prefix6 prefix = new Prefix6((Inet6Address) Inet6Address.getByName("fc00:f::"), 80);
    try (Rtnetlink routing = Rtnetlink.open()) {
      try (Tun tun = Tun.open(NAME)) {
        routing.addRoute(Route.to(prefix).device(tun.index()).build());
        assertThat(routing.links()).anyMatch(link -> link.name().equals(NAME) && link.up());
        assertThat(routing.routes()).anyMatch(route -> route.destination().equals(prefix));
      }
      assertThat(routing.links()).noneMatch(link -> link.name().equals(NAME));
      assertThat(routing.routes()).noneMatch(route -> route.destination().equals(prefix));
    }
  }
}
