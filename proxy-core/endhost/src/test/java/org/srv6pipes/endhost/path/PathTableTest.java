package org.srv6pipes.endhost.path;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.srv6pipes.linux.TcpState;
import org.srv6pipes.wire.Ipv6Address;

class PathTableTest {

  private static final int CAPACITY = 3;
  private static final long SECOND = 1_000_000_000L;

  private final PathTable table = new PathTable(CAPACITY);
  private final Census census = new Census(10);

  private static List<Ipv6Address> sids(int name) {
    return List.of(new Ipv6Address(0xfc00L << 48, name));
  }

  private void fill() {
    IntStream.range(0, CAPACITY).forEach(i -> table.give(sids(i), i));
  }

  private List<Integer> dispensable(int most, long now) {
    return table.dispensable(census, most, now).stream().map(PathTable.Path::number).toList();
  }

  @Test
  void shouldGiveTheLowestFreeNumberAndRememberIt() {
    assertThat(table.give(sids(7), 0)).isZero();
    assertThat(table.give(sids(8), 0)).isEqualTo(1);
    assertThat(table.find(sids(7), 0)).isZero();
    assertThat(table.find(sids(8), 0)).isEqualTo(1);
    assertThat(table.find(sids(9), 0)).isEqualTo(PathTable.NONE);
  }

  @Test
  void shouldGiveNoMoreNumbersThanItHas() {
    fill();
    assertThat(table.hasRoom()).isFalse();
    assertThat(table.give(sids(99), 0)).isEqualTo(PathTable.NONE);
    assertThat(table.size()).isEqualTo(CAPACITY);
  }

  @Test
  void shouldGiveANumberAgainThatWasTakenBack() {
    fill();
    table.takeBack(table.dispensable(census, 1, SECOND).getFirst());
    assertThat(table.find(sids(0), SECOND)).isEqualTo(PathTable.NONE);
    assertThat(table.give(sids(99), SECOND)).isZero();
  }

  @Test
  void shouldTakeFromThePathUsedLongestAgo() {
    fill();
    table.find(sids(0), SECOND);
    assertThat(dispensable(CAPACITY, SECOND)).containsExactly(1, 2, 0);
    assertThat(dispensable(1, SECOND)).containsExactly(1);
  }

  @Test
  void shouldNeverTakeFromALiveConnection() {
    fill();
    census.count(0, TcpState.ESTABLISHED);
    census.count(1, TcpState.CLOSE_WAIT);
    census.count(2, TcpState.FIN_WAIT_2);
    assertThat(dispensable(CAPACITY, 1000 * SECOND)).isEmpty();
  }

  @Test
  void shouldPreferPathsWithoutASocketToThoseOfClosedConnections() {
    fill();
    census.count(0, TcpState.TIME_WAIT);
    assertThat(dispensable(CAPACITY, SECOND)).containsExactly(1, 2, 0);
  }

  @Test
  void shouldLetAHandshakeHaveThreeSeconds() {
    fill();
    census.count(0, TcpState.SYN_RECEIVED);
    census.count(1, TcpState.SYN_RECEIVED);
    census.count(2, TcpState.ESTABLISHED);
    table.find(sids(1), SECOND);
    assertThat(dispensable(CAPACITY, 2 * SECOND)).isEmpty();
    assertThat(dispensable(CAPACITY, 3 * SECOND + 1)).containsExactly(0, 1);
  }

  @Test
  void shouldNotLetAFloodOfSynsProlongThat() {
    fill();
    census.count(0, TcpState.SYN_RECEIVED);
    for (int second = 1; second <= 10; second++) {
      table.find(sids(0), second * SECOND);
    }
    assertThat(dispensable(CAPACITY, 10 * SECOND)).contains(0);
  }

  @Test
  void shouldBeginTheThreeSecondsWithTheFirstSynAfterAPause() {
    fill();
    table.find(sids(0), 100 * SECOND);
    census.count(0, TcpState.SYN_RECEIVED);
    assertThat(dispensable(CAPACITY, 101 * SECOND)).doesNotContain(0);
    assertThat(dispensable(CAPACITY, 103 * SECOND)).contains(0);
  }

  @Test
  void shouldBeginTheThreeSecondsAnewWhenAConnectionWasSeenToLive() {
    fill();
    census.count(0, TcpState.ESTABLISHED);
    dispensable(CAPACITY, 50 * SECOND);
    Census later = new Census(CAPACITY);
    later.count(0, TcpState.SYN_RECEIVED);
    assertThat(table.dispensable(later, CAPACITY, 52 * SECOND)).hasSize(2);
    assertThat(table.dispensable(later, CAPACITY, 53 * SECOND)).hasSize(CAPACITY);
  }

  @Test
  void shouldLeaveAPathWhoseRemainsAreTooMany() {
    fill();
    IntStream.rangeClosed(0, 1000).forEach(i -> census.count(1, TcpState.TIME_WAIT));
    assertThat(dispensable(CAPACITY, SECOND)).containsExactly(0, 2);
  }

  @Test
  void shouldGoOnWithTheNumbersOfAnEarlierProcess() {
    table.takeOver(1, sids(5), 0);
    assertThat(table.find(sids(5), 0)).isEqualTo(1);
    assertThat(table.give(sids(6), 0)).isZero();
    assertThat(table.give(sids(7), 0)).isEqualTo(2);
  }

  @Test
  void shouldKeepButNeverGiveNumbersThatItWouldNotHave() {
    table.takeOver(8, sids(5), 0);
    assertThat(table.bound()).isEqualTo(9);
    assertThat(table.find(sids(5), SECOND)).isEqualTo(8);
    assertThat(dispensable(CAPACITY, SECOND)).isEmpty();
    fill();
    assertThat(table.give(sids(99), 0)).isEqualTo(PathTable.NONE);
  }

  @Test
  void shouldNotGiveTheSecondNumberOfAPathThatWasThereTwice() {
    table.takeOver(0, sids(5), 0);
    table.takeOver(1, sids(5), 0);
    assertThat(table.find(sids(5), 0)).isZero();
    assertThat(table.give(sids(6), 0)).isEqualTo(2);
  }
}
