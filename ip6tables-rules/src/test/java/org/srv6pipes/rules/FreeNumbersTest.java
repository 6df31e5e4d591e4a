package org.srv6pipes.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.srv6pipes.linux.RoutingRule;
import org.srv6pipes.rules.Allocation.Needs;

class FreeNumbersTest {
  private static final FirewallState NO_RULES = FirewallState.parse("");

  private static FreeNumbers.InUse inUse(String rules, RoutingRule... routingRules) {
    return new FreeNumbers.InUse(
        FirewallState.parse(rules), List.of(routingRules), queue -> false, Set.of());
  }

  private static Allocation choose(FreeNumbers.InUse inUse) {
    return new FreeNumbers(inUse, Ledger.EMPTY).choose("a", new Needs(2, 4));
  }

  @Test
  void shouldBeginWithTheLowestIndex() {
    Allocation numbers = choose(inUse(""));
    assertThat(numbers).isEqualTo(new Allocation("a", 0, 2, 4));
    assertThat(numbers.queueNumbers()).containsExactly(5360, 5361);
    assertThat(numbers.ports()).containsExactly(20_000, 20_001, 20_002, 20_003);
  }

  @Test
  void shouldLeaveTheNumbersOfOtherInstancesAlone() {
    Allocation large = new Allocation("b", 0, 17, 1);
    Ledger ledger = Ledger.EMPTY.with(Lease.of(large, Optional.empty()));
    Allocation numbers = new FreeNumbers(inUse(""), ledger).choose("a", new Needs(1, 1));
    assertThat(numbers.index()).as("queue 5376 is of the first instance").isEqualTo(2);
  }

  @Test
  void shouldLeaveQueuesThatAreReadAndPortsThatAreListenedOnAlone() {
    FreeNumbers.InUse queueRead =
        new FreeNumbers.InUse(NO_RULES, List.of(), queue -> queue == 5361, Set.of());
    assertThat(choose(queueRead).index()).isOne();
    FreeNumbers.InUse portBound =
        new FreeNumbers.InUse(NO_RULES, List.of(), queue -> false, Set.of(20_003));
    assertThat(choose(portBound).index()).isOne();
  }

  @Test
  void shouldLeaveQueuesOfOtherRulesAlone() {
    String rules =
        """
        *raw
        -A PREROUTING -j NFQUEUE --queue-balance 5359:5360
        -A PREROUTING -j NFQUEUE --queue-num 5377
        COMMIT
        """;
    assertThat(choose(inUse(rules)).index()).isEqualTo(2);
  }

  @Test
  void shouldLeaveMarksAloneThatARuleWouldTakeForItsOwn() {
    assertThat(choose(inUse("*mangle\n-A INPUT -m mark --mark 0x53000000/0xffff0000 -j DROP\n")))
        .extracting(Allocation::index)
        .isEqualTo(1);
    assertThat(choose(inUse("", RoutingRule.of(9, 9).forMark(0x5401_0000, -1))).index()).isZero();
    assertThat(choose(inUse("", RoutingRule.of(9, 9).forMark(0x5400_0000, -1))).index()).isOne();
    assertThat(choose(inUse("", RoutingRule.of(9, 9).forMark(0x40000, 0xff0000))).index()).isZero();
  }

  @Test
  void shouldNotMindRulesThatLookAtLowerBits() {
    RoutingRule[] usual = {
      RoutingRule.of(9, 9).forMark(0x1, 0x1),
      RoutingRule.of(9, 9).forMark(0x4000, 0x4000),
      RoutingRule.of(9, 9).forMark(0x200, 0xf00)
    };
    assertThat(choose(inUse("", usual)).index()).isZero();
  }

  @Test
  void shouldLeaveTablesAndChainsAloneThatAreThereAlready() {
    assertThat(choose(inUse("", RoutingRule.of(9, 536_500))).index()).isOne();
    assertThat(choose(inUse("*filter\n:S6P-0-X - [0:0]\nCOMMIT\n")).index()).isOne();
  }

  @Test
  void shouldSayThatNothingIsLeft() {
    FreeNumbers.InUse all = new FreeNumbers.InUse(NO_RULES, List.of(), queue -> true, Set.of());
    assertThatThrownBy(() -> choose(all))
        .isInstanceOf(RulesException.class)
        .hasMessageContaining("no 2 queues, 4 ports");
  }
}
