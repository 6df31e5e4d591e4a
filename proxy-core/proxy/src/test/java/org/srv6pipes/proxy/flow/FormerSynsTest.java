package org.srv6pipes.proxy.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.srv6pipes.wire.ClientAddress;
import org.srv6pipes.wire.FlowKey;
import org.srv6pipes.wire.Ipv6Address;
import org.srv6pipes.wire.ServerAddress;

class FormerSynsTest {

  private static final Ipv6Address CLIENT = Ipv6Address.parse("2001:db8:1::2");
  private static final Ipv6Address SERVER = Ipv6Address.parse("2001:db8:2::2");

  private final FormerSyns former = new FormerSyns();

  @Test
  void shouldKnowACopyAndNoOtherConnection() {
    former.add(flow(1), 4711);
    assertThat(former.began(flow(1), 4711)).isTrue();
    assertThat(former.began(flow(1), 4712)).as("a new one from the same port").isFalse();
    assertThat(former.began(flow(2), 4711)).as("somebody else's").isFalse();
  }

  @Test
  void shouldKnowTheLastConnectionOfAPort() {
    former.add(flow(1), 1);
    former.add(flow(1), 2);
    assertThat(former.began(flow(1), 1)).isFalse();
    assertThat(former.began(flow(1), 2)).isTrue();
  }

  @Test
  void shouldForgetTheOldest() {
    for (int port = 1; port <= FormerSyns.MOST + 2; port++) {
      former.add(flow(port), port);
      former.add(flow(1), 1);
    }
    assertThat(former.began(flow(1), 1)).as("added again and again").isTrue();
    assertThat(former.began(flow(2), 2)).isFalse();
    assertThat(former.began(flow(3), 3)).isFalse();
    assertThat(former.began(flow(4), 4)).isTrue();
  }

  private static FlowKey flow(int port) {
    return new FlowKey(new ClientAddress(CLIENT, port), new ServerAddress(SERVER, 80));
  }
}
