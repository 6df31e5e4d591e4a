package org.srv6pipes.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.srv6pipes.wire.ClientAddress;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ServerAddress;

class NewcomersTest {

  private static final int ROOM = 1000;
  private static final long SECOND = 1_000_000_000L;
  private static final ServerAddress SERVER =
      new ServerAddress(Ipv6Address.parse("2001:db8:2::2"), 80);

  private final Newcomers newcomers = new Newcomers(ROOM, 0);

  @Test
  void shouldLetStrangersFillTheRoomAndThenOnlyFewMore() {
    assertThat(begun(0, 10_000, 0)).isEqualTo(ROOM);
    assertThat(begun(10_000, 10_000, SECOND)).isEqualTo(ROOM / 4);
  }

  @Test
  void shouldLetAsManyMoreBeginAsHaveArrived() {
    begun(0, ROOM, 0);
    for (int i = 0; i < 300; i++) {
      newcomers.arrived();
    }
    assertThat(begun(ROOM, 1000, 0)).isEqualTo(300);
  }

  @Test
  void shouldLetInWhoComesAgainInTheMiddleOfAFlood() {
    begun(0, 200_000, 0);
    assertThat(newcomers.mayBegin(client(199_999), 0)).as("came again").isTrue();
    assertThat(newcomers.mayBegin(client(200_001), 0)).as("a stranger").isFalse();
  }

  @Test
  void shouldBoundThoseWhoComeAgainTooBecauseSpoofedSynsCanBeRepeated() {
    begun(0, 10_000, 0);
    assertThat(begun(0, 10_000, 0)).isEqualTo(ROOM);
    assertThat(begun(0, 10_000, SECOND)).isLessThanOrEqualTo(ROOM / 2 + ROOM / 4);
  }

  /** How many of these clients may begin, all at the same time. */
  private int begun(int first, int count, long now) {
    int begun = 0;
    for (int i = first; i < first + count; i++) {
      if (newcomers.mayBegin(client(i), now)) {
        begun++;
      } else {
        newcomers.turnedAway(client(i));
      }
    }
    return begun;
  }

  private static FlowKey client(int number) {
    Ipv6Address address = new Ipv6Address(0x2001_0db8_0001_0000L, number);
    return new FlowKey(new ClientAddress(address, 1024), SERVER);
  }
}
