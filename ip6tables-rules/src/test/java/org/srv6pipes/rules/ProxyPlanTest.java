package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.wire.Ipv6Prefix;

class ProxyPlanTest {
  private static final Allocation SMALLEST = new Allocation("a", 0, 1, 1);
  private static final Allocation LARGER = new Allocation("b", 1, 2, 3);

  private static List<Ipv6Prefix> sids(String... prefixes) {
    return Stream.of(prefixes).map(Ipv6Prefix::parse).toList();
  }

  @Test
  void shouldShowTheCommandsOfTheSmallestProxy() throws IOException {
    ProxyPlan plan =
        new ProxyPlan(
            SMALLEST,
            sids("fc00:1::/80"),
            List.of(),
            List.of("lo", "eth0"),
            true,
            false,
            Optional.empty());
    assertShows("smallest-proxy.txt", plan);
  }

  @Test
  void shouldShowTheCommandsOfAProxyWithEverything() throws IOException {
    ProxyPlan plan =
        new ProxyPlan(
            LARGER,
            sids("fc00:1::/80", "fc00:2::/80"),
            List.of("eth0", "eth1.7"),
            List.of("lo", "eth0", "eth1.7", "eth2"),
            false,
            true,
            Optional.empty());
    assertShows("larger-proxy.txt", plan);
  }

  private static void assertShows(String file, ProxyPlan plan) throws IOException {
    try (InputStream golden = ProxyPlanTest.class.getResourceAsStream(file)) {
      assertThat(golden).as(file).isNotNull();
      String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(String.join("\n", plan.hostPlan().show()) + "\n").isEqualTo(expected);
    }
  }
}
