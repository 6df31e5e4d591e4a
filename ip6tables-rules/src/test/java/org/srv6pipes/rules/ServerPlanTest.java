package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.wire.Ipv6Address;

class ServerPlanTest {
  private static final Allocation FIRST = new Allocation("server", 0, 1, 0);
  private static final Allocation SECOND = new Allocation("b", 1, 1, 0);
  private static final List<Ipv6Address> SIDS =
      Stream.of("fc00:2::1", "fc00:1::1").map(Ipv6Address::parse).toList();

  @Test
  void shouldShowTheCommandsOfTheSmallestServer() throws IOException {
    assertShows(
        "smallest-server.txt",
        new ServerPlan(FIRST, List.of(), List.of("lo", "eth0"), false, false));
  }

  @Test
  void shouldShowTheCommandsOfAServerWithEverything() throws IOException {
    assertShows(
        "larger-server.txt",
        new ServerPlan(
            SECOND, List.of("eth0", "eth1.7"), List.of("lo", "eth0", "eth1.7"), true, true));
  }

  private static void assertShows(String file, ServerPlan plan) throws IOException {
    try (InputStream golden = ServerPlanTest.class.getResourceAsStream(file)) {
      assertThat(golden).as(file).isNotNull();
      String expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(String.join("\n", plan.hostPlan().show()) + "\n").isEqualTo(expected);
    }
  }

  @Test
  void shouldTellThePathOfAMark() {
    assertThat(FIRST.pathOf(FIRST.pathMark(0))).isZero();
    assertThat(FIRST.pathOf(FIRST.pathMark(Allocation.MOST_PATHS - 1))).isPositive();
    assertThat(FIRST.pathOf(SECOND.pathMark(3))).isNegative();
    assertThat(SECOND.pathOf(FIRST.pathMark(3))).isNegative();
    assertThat(FIRST.pathOf(FIRST.anyPathMark())).isNegative();
    assertThat(FIRST.pathOf(0)).isNegative();
  }

  @Test
  void shouldGiveNoTwoInstancesOnePriorityOrTable() {
    RoutingRule last = PathPlan.rule(FIRST, Allocation.MOST_PATHS - 1);
    assertThat(last.priority()).isLessThan(SECOND.pathPriority());
    assertThat(FIRST.owns(last)).isTrue();
    assertThat(SECOND.owns(last)).isFalse();
    assertThat(new ServerPlan(SECOND, List.of(), List.of(), false, false).hostPlan().routingRules())
        .allMatch(SECOND::owns)
        .noneMatch(FIRST::owns);
  }

  @Test
  void shouldReadAPathFromItsRoutes() {
    PathPlan plan = new PathPlan(FIRST, 7, SIDS, 3);
    assertThat(
            PathPlan.read(
                FIRST, 7, List.of(plan.lastResort(), plan.encapsulated(), plan.encapsulating())))
        .contains(plan);
    assertThat(PathPlan.read(FIRST, 7, List.of(plan.lastResort(), plan.encapsulated())))
        .isEqualTo(Optional.empty());
  }
}
