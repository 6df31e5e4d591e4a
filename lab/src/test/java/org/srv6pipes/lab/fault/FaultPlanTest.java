package org.srv6pipes.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.lab.fault.FaultPlan.End;

class FaultPlanTest {

  private static List<FaultPlan> plans(End end) {
    return LongStream.range(0, 1000).mapToObj(number -> FaultPlan.of(number, end)).toList();
  }

  @Test
  void shouldFollowFromTheNumberAlone() {
    assertThat(plans(End.CLIENT)).isEqualTo(plans(End.CLIENT)).isNotEqualTo(plans(End.SERVER));
  }

  @Test
  void shouldHaveEveryFaultAtTheBeginningInTheMiddleAndNearTheEnd() {
    for (PeerFault fault : PeerFault.values()) {
      List<Integer> tenths =
          plans(End.SERVER).stream()
              .filter(plan -> plan.fault() == fault)
              .map(plan -> plan.at() * 10 / (plan.length() + 1))
              .toList();
      assertThat(tenths).as("%s", fault).contains(0, 5, 9);
    }
  }

  @Test
  void shouldRefuseAFaultThatNeverComes() {
    assertThatThrownBy(() -> new FaultPlan(1, 10, PeerFault.RESET, 11))
        .hasMessage("a fault after 11 of 10 bytes never comes");
  }
}
